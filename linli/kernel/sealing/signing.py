"""Signatures that anybody can check without us: Ed25519, by a key drawn from the key file, the same for ever.

The public half is printed with what is signed. Checking needs no Linli: any program that knows Ed25519 does it.
"""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from linli.kernel.sealing.crypto import derive, keyring


def _key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(derive(keyring().trail, "linli/certificate"))


def sign(content: bytes) -> bytes:
    """64 bytes."""
    return _key().sign(content)


def public_key() -> str:
    """In PEM, as other programs take it."""
    return _key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def is_signed(content: bytes, signature: bytes) -> bool:
    """Whether this deployment signed exactly this."""
    public: Ed25519PublicKey = _key().public_key()
    try:
        public.verify(signature, content)
    except InvalidSignature:
        return False
    return True
