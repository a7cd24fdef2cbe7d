"""The web server, from a client's connection to Flask and back.

`listening` starts it, `service` is its one event loop, `connection` speaks HTTP (with `opening`, `exchange`, `wire` and
`refusal`). A request takes the first way that is open to it:

1. its bytes came before (`recognition`): `fast_path` sends what `cache` keeps, or begins the query (`pending`);
2. all that its answer depends on came before (`fingerprint`, `known`): `front` answers it likewise, in a task;
3. all but the text of its query came before (`similar`; `posted` reads small bodies): `front` has the query evaluated;
4. else Flask answers it in a thread (`bridge`), and what Flask found out is remembered for the ways before.

`evaluation` has queries evaluated and passes their answers on, `departure` notices clients that leave.
"""
