"""The network reads alike on every processor."""

from quotewire.analysis.encoder.network import quiet_options


def test_sums_of_8_bit_products_are_asked_to_be_exact() -> None:
    """By its name in onnxruntime: what saturation does can only be seen on processors without VNNI."""
    assert quiet_options(1).get_session_config_entry("session.x64quantprecision") == "1"
