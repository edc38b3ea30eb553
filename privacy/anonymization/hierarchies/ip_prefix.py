"""IP addresses: network of a site → of a provider → *: /24 and /16 in IPv4, /48 and /32 in IPv6."""

from ipaddress import IPv4Address, ip_address, ip_network

from privacy.anonymization.hierarchy import ANY, UNKNOWN


def levels(text: str) -> tuple[str, ...]:
    """`192.0.2.7` → `192.0.2.0/24`, `192.0.0.0/16`, `*`; an IPv4 address inside IPv6 is that address."""
    try:
        address = ip_address(text.strip())
    except ValueError:
        return (UNKNOWN, UNKNOWN, ANY)
    address = getattr(address, "ipv4_mapped", None) or address
    lengths = (24, 16) if isinstance(address, IPv4Address) else (48, 32)
    return (*(str(ip_network(f"{address}/{length}", strict=False)) for length in lengths), ANY)
