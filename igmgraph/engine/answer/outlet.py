"""How the parts of an answer leave a query process: mended, coded, in large frames."""

from time import perf_counter

from igmgraph.engine.answer.coding import coder_for
from igmgraph.engine.channel import END, PART, WHOLE, Ending, Send, head_of
from igmgraph.rdf.xml_text import is_xml, well_formed

__all__ = ["Outlet"]

#: Bytes below which an answer is not worth a coding.
_WORTH_CODING = 500
#: Most bytes that are sent as one frame, and how many as each of several: the service waits between frames.
_ONE_PIECE, _PIECE = 192 * 1024, 96 * 1024


class Outlet:
    """Sends an answer as one frame when it is put there as one part that is not large, else as many."""

    def __init__(self, send: Send, media_type: str, coding: str) -> None:
        self._send, self._mends = send, is_xml(media_type)
        self._coder = coder_for(coding)
        self._since = perf_counter()
        self.begun = False
        self.size = 0

    def put(self, part: bytes | memoryview) -> None:
        """Send a part that others follow; in XML it must not end within a character."""
        self.begun = True
        self.size += len(part)
        part = well_formed(part) if self._mends else part
        part = self._coder.compress(part) if self._coder else part
        if part:
            self._send_part(part, Ending(coded=self._coder is not None))

    def _send_part(self, part: bytes | memoryview, ending: Ending) -> None:
        step = len(part) if len(part) <= _ONE_PIECE else _PIECE
        view = memoryview(part)
        for start in range(0, len(part), step):
            piece = view[start : start + step]
            self._send(head_of(PART, len(piece), ending), piece)

    def end(self, last: bytes, ending: Ending) -> None:
        """Send the last part, and what is known of the whole."""
        last = well_formed(last) if self._mends else last
        coded = self._coder is not None and (self.begun or len(last) >= _WORTH_CODING)
        if self._coder and coded:
            last = self._coder.compress(last) + self._coder.flush()
        ending = Ending(ending.rows, ending.cut, coded, perf_counter() - self._since)
        if not self.begun and len(last) <= _ONE_PIECE:
            self._send(head_of(WHOLE, len(last), ending), last)
            return
        if last:
            self._send_part(last, ending)
        self._send(head_of(END, 0, ending), b"")
