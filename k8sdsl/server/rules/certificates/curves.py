"""Signatures with elliptic curves, verified: ECDSA with the curves of NIST, and Ed25519."""

from __future__ import annotations

import hashlib
from typing import NamedTuple, TypeAlias

Extended: TypeAlias = tuple[int, int, int, int]
"""The coordinates of a point for Ed25519: x and y multiplied by the third, and their product."""


class Curve(NamedTuple):
    """A curve y^2 = x^3 - 3x + b over the integers modulo p, and its generator of order n."""

    p: int
    b: int
    n: int
    generator: tuple[int, int]


def _curve(p: int, b: str, n: str, x: str, y: str) -> Curve:
    return Curve(p, int(b, 16), int(n, 16), (int(x, 16), int(y, 16)))


CURVES = {
    "2b81040021": _curve(
        2**224 - 2**96 + 1,
        "b4050a850c04b3abf54132565044b0b7d7bfd8ba270b39432355ffb4",
        "ffffffffffffffffffffffffffff16a2e0b8f03e13dd29455c5c2a3d",
        "b70e0cbd6bb4bf7f321390b94a03c1d356c21122343280d6115c1d21",
        "bd376388b5f723fb4c22dfe6cd4375a05a07476444d5819985007e34",
    ),
    "2a8648ce3d030107": _curve(
        2**256 - 2**224 + 2**192 + 2**96 - 1,
        "5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b",
        "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
        "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296",
        "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5",
    ),
    "2b81040022": _curve(
        2**384 - 2**128 - 2**96 + 2**32 - 1,
        "b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef",
        "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973",
        "aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7",
        "3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f",
    ),
    "2b81040023": _curve(
        2**521 - 1,
        "51953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df88"
        "3d2c34f1ef451fd46b503f00",
        "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9"
        "b8899c47aebb6fb71e91386409",
        "c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1"
        "856a429bf97e7e31c2e5bd66",
        "011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e662c97ee72995ef42640c550b9013fad0761353c70"
        "86a272c24088be94769fd16650",
    ),
}
"""The curves that Go knows, by the hexadecimal digits of their object identifier (`crypto/elliptic`)."""

_P = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P
_BASE_Y = 4 * pow(5, -1, _P) % _P


def point_of(curve: Curve, key: bytes) -> tuple[int, int] | None:
    """The point of an uncompressed key; None if it is not on the curve."""
    size = (curve.p.bit_length() + 7) // 8
    if len(key) != 1 + 2 * size or key[0] != 4:
        return None
    x, y = int.from_bytes(key[1 : 1 + size], "big"), int.from_bytes(key[1 + size :], "big")
    on_curve = (y * y - (x * x * x - 3 * x + curve.b)) % curve.p == 0
    return (x, y) if on_curve and max(x, y) < curve.p else None


def verify_ecdsa(curve: Curve, key: tuple[int, int], digest: bytes, r: int, s: int) -> bool:
    """Whether (r, s) is the signature of a digest."""
    if not (0 < r < curve.n and 0 < s < curve.n):
        return False
    z = int.from_bytes(digest, "big") >> max(0, 8 * len(digest) - curve.n.bit_length())
    inverse = pow(s, -1, curve.n)
    u, v = z * inverse % curve.n, r * inverse % curve.n
    point, p = (0, 1, 0), curve.p
    generator, own = (*curve.generator, 1), (*key, 1)
    both = _add(generator, own, p)
    for bit in range(curve.n.bit_length() - 1, -1, -1):
        point = _double(point, p)
        chosen = (u >> bit & 1, v >> bit & 1)
        if chosen != (0, 0):
            point = _add(point, both if chosen == (1, 1) else generator if chosen[0] else own, p)
    x, _, z = point
    return z != 0 and x * pow(z, -2, p) % p % curve.n == r


def _double(point: tuple[int, int, int], p: int) -> tuple[int, int, int]:
    x, y, z = point
    if y == 0 or z == 0:
        return 0, 1, 0
    square, z2 = y * y % p, z * z % p
    s, m = 4 * x * square % p, 3 * (x - z2) * (x + z2) % p
    x3 = (m * m - 2 * s) % p
    return x3, (m * (s - x3) - 8 * square * square) % p, 2 * y * z % p


def _add(one: tuple[int, int, int], other: tuple[int, int, int], p: int) -> tuple[int, int, int]:
    """The sum of two points in Jacobian coordinates."""
    (x1, y1, z1), (x2, y2, z2) = one, other
    if z1 == 0 or z2 == 0:
        return other if z1 == 0 else one
    a, b = z1 * z1 % p, z2 * z2 % p
    u1, u2, s1, s2 = x1 * b % p, x2 * a % p, y1 * z2 * b % p, y2 * z1 * a % p
    h, r = (u2 - u1) % p, (s2 - s1) % p
    if h == 0:
        return _double(one, p) if r == 0 else (0, 1, 0)
    h2 = h * h % p
    h3, v = h * h2 % p, u1 * h2 % p
    x3 = (r * r - h3 - 2 * v) % p
    return x3, (r * (v - x3) - s1 * h3) % p, h * z1 * z2 % p


def verify_ed25519(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether a signature of Ed25519 is that of a message (RFC 8032)."""
    own, base = _decoded(key), _decoded(_BASE_Y.to_bytes(32, "little"))
    s = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or own is None or base is None or s >= _ORDER:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % _ORDER
    x, y, z, t = own
    x, y, z, _ = _edwards_sum(_edwards_times(s, base), _edwards_times(k, (_P - x, y, z, _P - t)))
    inverse = pow(z, -1, _P)
    x, y = x * inverse % _P, y * inverse % _P
    return (y | (x & 1) << 255).to_bytes(32, "little") == signature[:32]


def _decoded(encoded: bytes) -> Extended | None:
    value = int.from_bytes(encoded, "little")
    y, sign = value & (1 << 255) - 1, value >> 255
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * pow(2, (_P - 1) // 4, _P) % _P
    if len(encoded) != 32 or (x * x - square) % _P or (x == 0 and sign):
        return None
    x = x if x & 1 == sign else _P - x
    return x, y, 1, x * y % _P


def _edwards_sum(one: Extended, other: Extended) -> Extended:
    """The sum of two points in extended coordinates."""
    (x1, y1, z1, t1), (x2, y2, z2, t2) = one, other
    a, b = (y1 - x1) * (y2 - x2) % _P, (y1 + x1) * (y2 + x2) % _P
    c, d = 2 * _D * t1 * t2 % _P, 2 * z1 * z2 % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _edwards_times(number: int, point: Extended) -> Extended:
    found: Extended = (0, 1, 1, 0)
    while number:
        if number & 1:
            found = _edwards_sum(found, point)
        point = _edwards_sum(point, point)
        number >>= 1
    return found
