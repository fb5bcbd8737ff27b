"""SAMPLE ONLY: a certificate of our own making, since a phone's camera opens over HTTPS alone.

Phones warn of it once; nothing but the sample is ever served with it.
"""

import os
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv4Address, ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from permit_service import wallclock

_LIFE = timedelta(days=365)
_EARLIER = timedelta(days=1)
"""Phones with a slow clock take it too."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """PEM files of a certificate and its private key."""

    certificate: Path
    key: Path


def certificate_for(addresses: frozenset[str], folder: Path) -> Certificate:
    """The certificate in ``folder`` if it is good for these addresses, else a new one there."""
    made = Certificate(folder / "https.pem", folder / "https.key")
    if not _good(made, addresses):
        folder.mkdir(parents=True, exist_ok=True)
        _make(made, addresses)
    return made


def _good(made: Certificate, addresses: frozenset[str]) -> bool:
    if not made.certificate.exists() or not made.key.exists():
        return False
    kept = x509.load_pem_x509_certificate(made.certificate.read_bytes())
    names = kept.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    held = {str(address) for address in names.get_values_for_type(x509.IPAddress)}
    return addresses <= held and wallclock.system_now() < kept.not_valid_after_utc


def _make(made: Certificate, addresses: frozenset[str]) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    now = wallclock.system_now()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Sample district, self-signed")])
    alternatives: list[x509.GeneralName] = [x509.DNSName("localhost")]
    alternatives += [x509.IPAddress(IPv4Address(ip_address(address))) for address in sorted(addresses)]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _EARLIER)
        .not_valid_after(now + _LIFE)
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    made.certificate.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with os.fdopen(os.open(made.key, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(private)
