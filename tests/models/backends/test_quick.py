"""Where nets run in bfloat16, what is sought by descent still moves."""

from __future__ import annotations

import torch

from models.backends.weights import quick
from models.nets.garment import PatternCoder


def test_a_sought_code_is_seen_as_it_is_now() -> None:
    torch.manual_seed(0)
    net = PatternCoder().eval().requires_grad_(False)
    code = torch.zeros(1, 7, 8, 8, requires_grad=True)
    with quick("cpu"):
        before = net.decode(code).float()
        with torch.no_grad():
            code += 1
        after = net.decode(code).float()
    assert not torch.allclose(before, after)


def test_a_pass_differs_by_its_last_digits_only() -> None:
    torch.manual_seed(0)
    net, code = PatternCoder().eval().requires_grad_(False), torch.randn(1, 7, 8, 8)
    with torch.inference_mode():
        exact = net.decode(code)
        with quick("cpu"):
            assert (net.decode(code).float() - exact).abs().max() < 0.05 * exact.abs().max()
