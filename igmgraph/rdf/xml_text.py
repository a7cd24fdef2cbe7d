"""XML that stays well-formed whatever the data hold: RDF literals may have characters that XML 1.0 has no way to write.

The engine's writers send them as they stand. The characters outside `Char` (XML 1.0, section 2.2) become U+FFFD, which
says that something was there; a carriage return, which a parser would make a line feed, becomes a reference to it.
"""

import re

from igmgraph.rdf.xml_names import described

__all__ = ["is_xml", "well_formed"]

_NOT_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")


def is_xml(media_type: str) -> bool:
    """Whether a media type is one of XML (RFC 7303, section 4)."""
    return media_type.endswith(("+xml", "/xml"))


def well_formed(content: bytes | memoryview) -> bytes:
    r"""Mend whole tags, in UTF-8, of a document whose writer put in characters of data unchecked.

    >>> well_formed(b"<a>\x01\r</a>")
    b'<a>\xef\xbf\xbd&#13;</a>'
    """
    return described(_NOT_XML.sub(b"\xef\xbf\xbd", content)).replace(b"\r", b"&#13;")
