"""Only `godakeys` signs: nothing in the server holds a private key or writes a token (architecture.md, one direction)."""

import ast
from pathlib import Path

import pytest

GODA = Path(__file__).parents[2] / "backend" / "goda"
FORBIDDEN = {
    "generate_private_key",
    "derive_private_key",
    "load_pem_private_key",
    "load_der_private_key",
    "EllipticCurvePrivateKey",
    "Ed25519PrivateKey",
    "RSAPrivateKey",
}


def used(source: str) -> set[str]:
    """Names of private keys that a module mentions, and `jwt.encode`."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute | ast.Name | ast.alias):
            name = getattr(node, "attr", None) or getattr(node, "id", None) or getattr(node, "name", "")
            names |= FORBIDDEN & {name}
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            names |= {"jwt.encode"} & {f"{node.value.id}.{node.attr}"}
    return names


@pytest.mark.parametrize("path", sorted(GODA.rglob("*.py")), ids=lambda path: str(path.relative_to(GODA)))
def test_no_module_of_the_server_signs(path: Path) -> None:
    assert used(path.read_text(encoding="utf-8")) == set()


@pytest.mark.parametrize(
    "planted",
    [
        "from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key",
        "import jwt\njwt.encode({}, 'x')",
        "ec.derive_private_key(1, ec.SECP256R1())",
    ],
)
def test_a_planted_signature_is_seen(planted: str) -> None:
    assert used(planted)
