"""Certificates for a cluster of a test, and Dask's settings that name them."""

import datetime
import ipaddress

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def settings(folder):
    """Makes a certificate that vouches for itself; returns {variable: value} for Dask's processes."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a cluster of a test")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (folder / "key.pem").write_bytes(private)
    (folder / "cluster.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    start, found = "DASK_DISTRIBUTED__COMM__", {}
    for role in ("SCHEDULER", "WORKER", "CLIENT"):
        found[f"{start}TLS__{role}__CERT"] = str(folder / "cluster.pem")
        found[f"{start}TLS__{role}__KEY"] = str(folder / "key.pem")
    found[f"{start}TLS__CA_FILE"] = str(folder / "cluster.pem")
    return found | {f"{start}REQUIRE_ENCRYPTION": "True"}
