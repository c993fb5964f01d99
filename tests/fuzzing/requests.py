"""Certificate requests with signatures of every kind that the server knows, in DER."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.fuzzing.chance import Chance

REQUESTS = {
    "RSA sha256": (
        "MIICUzCCATsCAQAwDjEMMAoGA1UEAwwDd2ViMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAxY5DQhfWrIJH7J4Xh68B"
        "fhtnnWOlIDfVFHwbDW16W809D7N5L0Ivc8q3JuTEtr4hueHA4yViMiGrAqMO8Ze+W4mbpMJKXyHCvTNNAN0Bn5mGvAXRBrChPZTv"
        "MxdcZna+W/bQXKIfI4sxYHvmRr3t1hCfXSf4qZyVmh/Cxz6io7PZZ7T/lXarLsDnvhldQaReYvP5zTlgqNJM2orIYRoMMjbW/lmI"
        "zEmuKvd+rWT37h9nz9lVtlKkmT63KiwHr251h26ZTxFWW0dxjBxTU9SMgHNB7ZsKzp+A/eTYhjbnUJQ12EyXCay5IRW3oIv75huE"
        "2CGFcuz7P2eoQT9GYuP4mQIDAQABoAAwDQYJKoZIhvcNAQELBQADggEBAEcwLmlvq+QC1XRsSS91tCnYio6GeCy/z/6ODqHquFFI"
        "QBjbJvDcrDyCk1YAn4tXqWvb9vmb7usWUZ/EGf70xFzP6yyXd89Tk8m4Ma4lY4NFl3diFOmTLhEP0nspE6vNjRaCw03QRxRI1QmX"
        "0ilrtXHfgatDHirOi+sHDqHT88D2paValSBhiBfpAZOFx12zbnqVdfdjw9MZLWdPKLsskw4PVP7ZdUTrhswFSG3UEoggeNmoEJ9g"
        "y8shJMrDVPh4JuW5YJOQNdcZsomKFOU5PR69YvYH7lCgiMehu83J2M98QiMNmzsDPuJqagwrbojKiQ4NfoiwqeAeceW5mAyNzJM="
    ),
    "PSS sha256": (
        "MIIChzCCATsCAQAwDjEMMAoGA1UEAwwDd2ViMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAxY5DQhfWrIJH7J4Xh68B"
        "fhtnnWOlIDfVFHwbDW16W809D7N5L0Ivc8q3JuTEtr4hueHA4yViMiGrAqMO8Ze+W4mbpMJKXyHCvTNNAN0Bn5mGvAXRBrChPZTv"
        "MxdcZna+W/bQXKIfI4sxYHvmRr3t1hCfXSf4qZyVmh/Cxz6io7PZZ7T/lXarLsDnvhldQaReYvP5zTlgqNJM2orIYRoMMjbW/lmI"
        "zEmuKvd+rWT37h9nz9lVtlKkmT63KiwHr251h26ZTxFWW0dxjBxTU9SMgHNB7ZsKzp+A/eTYhjbnUJQ12EyXCay5IRW3oIv75huE"
        "2CGFcuz7P2eoQT9GYuP4mQIDAQABoAAwQQYJKoZIhvcNAQEKMDSgDzANBglghkgBZQMEAgEFAKEcMBoGCSqGSIb3DQEBCDANBglg"
        "hkgBZQMEAgEFAKIDAgEgA4IBAQCdM0ok5dKSNH1/yrAo+uB1Rxp7q6CZ+5pR8Ob3anHmSTm580P5hUKVrRn19Hv7zK+P70lEPlJK"
        "0NHHMW/MdwxTSKUjWRl+/ZsT+iPiJbxDINsRbuhX0JL+2FbiELwdPty0otDkMpy5gyQo1JCBo3rzypAVPK/OtIbjTH6QDUdWhZJT"
        "FAhEXHGlupLiqw2kzVJS9HK5Rs4xThIJzw5V9y9NpaQkX0mlPXZ5ENqnhUbE1Qtfp4/jMC5oeuNHUisNZUckohkULLvf1dnfhxxH"
        "K1IpPiZ96pOOBA98WaJOHzSnEcPwE6iEnwMaR1Gn2j78YxvjziQb7L09Rq1wx7Qmel/d"
    ),
    "secp224r1 sha256": (
        "MIG1MGUCAQAwDjEMMAoGA1UEAwwDd2ViME4wEAYHKoZIzj0CAQYFK4EEACEDOgAEWk2Eo/UQuo19dBQvZifX0m7LW3YOw5rnV82M"
        "xT2BmMiiqri6ftObjlGxHvE306YPYbBYGdtcBBqgADAKBggqhkjOPQQDAgNAADA9Ah0Ap3DCw6449BpCoUPvEANI5xm3wcHmLcaB"
        "+39nxQIcBJO1d8930HYBuAnHzANE1FE0O+/o4D6C+xiy6Q=="
    ),
    "secp256r1 sha256": (
        "MIHJMHACAQAwDjEMMAoGA1UEAwwDd2ViMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEhJtiyx4C2zFkhJPWbVngQxw8FAxJ5aGj"
        "XVR1YohJ1CFygy2fjCH5VU0DFQyE4FWB0Y4vmAIM9ZjAEYTcHRZidKAAMAoGCCqGSM49BAMCA0kAMEYCIQCP6id0n2fm1XeM5Srl"
        "3dQPNlcEl3DW22BjNWnQp2rShwIhAPEg5r6nGnl/s2QP8NSq/I4i9vnNzcCKE/Ltzj3mUbeT"
    ),
    "secp384r1 sha512": (
        "MIIBBjCBjQIBADAOMQwwCgYDVQQDDAN3ZWIwdjAQBgcqhkjOPQIBBgUrgQQAIgNiAAQ3CVd88GK715pZbZLDwLDwsJw2C8Vpr94I"
        "+jHAwD0ZkB0TAFlLIvG9qcsvouG74liy9AfSVTffIgZC5HuYVPGHuVO+pb89QLbXnCAvuspIjzNpO7fnHWDT5RPXEa3HhtqgADAK"
        "BggqhkjOPQQDBANoADBlAjAfcW3XhyZc1+LJvnJeFCq8F2KYbkGSJbDagZRNeLFP6TsGQJTugwtVbqEg8eLhRzQCMQDGpFctt2P2"
        "i22OQZ/Cxg0pcgyGHmvLEsvp7bwYrsN9iFsLSX4nGZklzHU1fvLift4="
    ),
    "secp521r1 sha512": (
        "MIIBUDCBswIBADAOMQwwCgYDVQQDDAN3ZWIwgZswEAYHKoZIzj0CAQYFK4EEACMDgYYABADPQa52VBhCyGIrLxkETuAnKRji7yrI"
        "DsJUePIdyxmGC9wcGXXXyPHtCAEWrdEgw+QOpz6ZqTyETUgTujPNZTDNxwCF/Hq7gbA1hrZ08n98PImBRjXS+lUkQNCPg8WYoItl"
        "q6apipigmUY7/I1Ez7zrvFytyFBtMjxFR5zy39O4mst44KAAMAoGCCqGSM49BAMEA4GLADCBhwJCAO06UVNh7UEbQgWzkOF96pvK"
        "Q0YqkE8+W8tebG9dKcJAwUUVHTXyRgwJBz9M70uxEFTJTyk8XpcrjYrDatRQ9TeTAkFDuxxviTG4UQiuY1A7KeltvgkBS3EfDQ3J"
        "A6h0jgcmBIohbZXVNOB7GJqHotSuL/XIRgDPIPHvgEKpHfmBc46Bjw=="
    ),
    "Ed25519": (
        "MIGNMEECAQAwDjEMMAoGA1UEAwwDd2ViMCowBQYDK2VwAyEAtfP5WzBli+MsxstCVxHzoD9KY+41jWLLedGLK5s8u4GgADAFBgMr"
        "ZXADQQB9hBdGpKcevZZj8q7mqwAVcokHrTYe8mr739E86iRPxEp+lllR56Wp6sZtb5HV8DtcMowVvBbEo2m8vQyQSRIF"
    ),
}


def request(chance: Chance) -> str:
    """A request as a manifest has it: whole, or with some bytes changed, added or removed."""
    data = bytearray(b64decode(chance.pick([*REQUESTS.values()])))
    for _ in range(chance.pick([0, 1, 1, 2])):
        at = chance.random.randrange(len(data))
        data[at : at + chance.pick([0, 1, 1, 3])] = bytes(
            chance.random.randrange(256) for _ in range(chance.pick([0, 1, 1, 2]))
        )
    body = b64encode(data).decode()
    lines = "\n".join(body[start : start + 64] for start in range(0, len(body), 64))
    kind = chance.pick(["CERTIFICATE REQUEST"] * 8 + ["NEW CERTIFICATE REQUEST", "CERTIFICATE"])
    headers = chance.pick(["", "", "", "", "A: b\n\n", "A\n"])
    before, after = chance.pick(["", "", "text\n"]), chance.pick(["\n", "", " ", "\nrest"])
    pem = f"{before}-----BEGIN {kind}-----\n{headers}{lines}\n-----END {kind}-----{after}"
    return b64encode(pem.encode()).decode()
