"""What a file for others says of its own making, where programs that show pictures look for it: an XMP packet.

Source: IPTC Photo Metadata Standard 2023.1, "Digital Source Type"; PNG 3rd edition §11.3.3.4 (`iTXt`) and XMP part 3,
§1.1.3 (JPEG) and §1.1.5 (PNG) for where the packet lies.  The pixels stay as they are, byte for byte.
"""

from __future__ import annotations

import struct
import zlib

from models.types import Artefact

COMPOSITE = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"
"""A real photo into which something generated was put."""
SYNTHETIC = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeSynthetic"
"""Put together from things some of which were rendered or generated, no photo of anybody among them."""
_PACKET = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
    'xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"><Iptc4xmpExt:DigitalSourceType>{}'
    '</Iptc4xmpExt:DigitalSourceType></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
)
_PNG_HEAD = 33
"""Bytes of the signature and the first chunk."""


def source_type(artefact: Artefact) -> str | None:
    """The digital source type that a file must tell: of a person's photo that was dressed; None of anything else."""
    wish = artefact.spec.get("wish")
    body = wish.get("body") if isinstance(wish, dict) else None
    return COMPOSITE if artefact.kind == "look" and isinstance(body, str) and body.startswith("photo-") else None


def label_png(data: bytes, kind: str) -> bytes:
    """A PNG file with the digital source type in it."""
    body = b"iTXt" + b"XML:com.adobe.xmp\0\0\0\0\0" + _PACKET.format(kind).encode()
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return data[:_PNG_HEAD] + chunk + data[_PNG_HEAD:]


def label_jpeg(data: bytes, kind: str) -> bytes:
    """A JPEG file with the digital source type in it, after the header that names the format."""
    body = b"http://ns.adobe.com/xap/1.0/\0" + _PACKET.format(kind).encode()
    at = 4 + struct.unpack(">H", data[4:6])[0] if data[2:4] == b"\xff\xe0" else 2
    return data[:at] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + data[at:]
