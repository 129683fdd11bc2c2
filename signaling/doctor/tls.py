"""Whether browsers will accept the certificate."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509

from signaling.config import Config
from signaling.doctor.finding import Finding, bad, good

SOON = timedelta(days=14)

LOCAL = {"127.0.0.1", "::1", "localhost"}


async def certificate(config: Config) -> Finding:
    """Judge the certificate of the settings, or that there is none."""
    http = config.http
    if not http.tls_certificate:
        return _none(http.host, behind_proxy=bool(http.trusted_proxies))
    chain, key = config.base / http.tls_certificate, config.base / http.tls_key
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(chain, key)
        return judge(chain, datetime.now(UTC))
    except (OSError, ValueError) as error:
        return bad(
            "tls",
            (f"Chứng chỉ không dùng được: {error}.", f"The certificate cannot be used: {error}."),
            (
                "Kiểm tra http.tls_certificate và http.tls_key: tệp PEM, khóa đúng của chứng chỉ.",
                "Check http.tls_certificate and http.tls_key: PEM files that belong together.",
            ),
        )


def judge(chain: Path, now: datetime) -> Finding:
    """Judge the first certificate of a PEM file by its dates and names."""
    leaf = x509.load_pem_x509_certificates(chain.read_bytes())[0]
    names = ", ".join(_names(leaf)) or "?"
    ends = leaf.not_valid_after_utc
    renew = (
        "Gia hạn chứng chỉ rồi khởi động lại máy chủ.",
        "Renew the certificate and restart the server.",
    )
    if now < leaf.not_valid_before_utc or now >= ends:
        return bad(
            "tls",
            (
                f"Chứng chỉ của {names} chỉ có hiệu lực {_span_vi(leaf)}.",
                f"The certificate of {names} is only valid {_span_en(leaf)}.",
            ),
            renew,
        )
    if ends - now < SOON:
        days = (ends - now).days
        said = (
            f"Chứng chỉ của {names} hết hạn sau {days} ngày.",
            f"The certificate of {names} ends in {days} days.",
        )
        return bad("tls", said, renew, "warning")
    return good(
        "tls",
        f"Chứng chỉ của {names} có hiệu lực đến {ends:%d/%m/%Y}.",
        f"The certificate of {names} is valid until {ends:%Y-%m-%d}.",
    )


def _none(host: str, *, behind_proxy: bool) -> Finding:
    if host in LOCAL or behind_proxy:
        return good("tls", "Không cần TLS ở địa chỉ này.", "TLS is not needed at this address.")
    return bad(
        "tls",
        (
            "Chưa có chứng chỉ TLS: trình duyệt ở máy khác sẽ không cho dùng camera và micrô.",
            "There is no TLS certificate: browsers elsewhere will not give camera and microphone.",
        ),
        (
            "Đặt http.tls_certificate và http.tls_key, hoặc đặt sau một proxy có https và khai "
            "http.trusted_proxies.",
            "Set http.tls_certificate and http.tls_key, or stand behind a proxy that has https and "
            "name it in http.trusted_proxies.",
        ),
    )


def _names(leaf: x509.Certificate) -> list[str]:
    try:
        found = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return []
    addresses = (str(one) for one in found.get_values_for_type(x509.IPAddress))
    return [*found.get_values_for_type(x509.DNSName), *addresses]


def _span_vi(leaf: x509.Certificate) -> str:
    start, end = leaf.not_valid_before_utc, leaf.not_valid_after_utc
    return f"từ {start:%d/%m/%Y} đến {end:%d/%m/%Y}"


def _span_en(leaf: x509.Certificate) -> str:
    start, end = leaf.not_valid_before_utc, leaf.not_valid_after_utc
    return f"from {start:%Y-%m-%d} to {end:%Y-%m-%d}"
