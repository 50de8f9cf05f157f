# SPDX-License-Identifier: Apache-2.0
"""
Noise to train with, and the maps that come with it. Numbers are sRGB, 1 is white.

`degrade` draws, for each patch of a batch, one of: white Gaussian noise of one deviation; noise whose variance rises
with the value, in linear light or in sRGB numbers (Foi et al. 2008); noise that is correlated, as demosaicking and
scaling leave it; and noise that went through JPEG. Part of each is clipped and rounded to 8 bits as files are.
"""
import cv2
import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

LARGEST = 75 / 255
SHARES = {"white": 0.6, "linear": 0.12, "encoded": 0.1, "correlated": 0.1, "jpeg": 0.08}


def degrade(clean: Tensor, random: np.random.Generator, torch_random: torch.Generator) -> tuple[Tensor, Tensor]:
    """Noisy patches, and maps (N, 1, H / 2, W / 2) of their deviation as an estimate would give it."""
    noisy = torch.empty_like(clean)
    level = torch.empty_like(clean[:, :1])
    normal = torch.randn(clean.shape, generator=torch_random)
    for i in range(clean.shape[0]):
        noisy[i], level[i] = draw_noise(clean[i], normal[i], random)
    clipped = torch.from_numpy(random.random(clean.shape[0]) < 0.35)
    noisy[clipped] = eight_bit(noisy[clipped])
    return noisy, as_estimated(level, random)


def draw_noise(clean: Tensor, normal: Tensor, random: np.random.Generator) -> tuple[Tensor, Tensor]:
    """One patch (3, H, W) with noise of a kind and a level that are drawn, and the deviation (1, H, W)."""
    kind = random.choice(list(SHARES), p=list(SHARES.values()))
    return MAKERS[kind](clean, normal, random)


def eight_bit(picture: Tensor) -> Tensor:
    return (picture.clamp(0, 1) * 255).round() / 255


def as_estimated(level: Tensor, random: np.random.Generator) -> Tensor:
    """The map at half size, wrong by a factor: by 4 % mostly, by 12 % at times."""
    count = level.shape[0]
    spread = np.where(random.random(count) < 0.3, 0.12, 0.04)
    factor = np.exp(spread * random.standard_normal(count)).astype(np.float32)
    return F.avg_pool2d(level, 2) * torch.from_numpy(factor).view(-1, 1, 1, 1)


def draw_deviation(random: np.random.Generator) -> float:
    return float(random.uniform(0, 55 / 255) if random.random() < 0.85 else random.uniform(0, LARGEST))


def smoothed(noisy: Tensor, random: np.random.Generator) -> Tensor:
    """What the level is looked up by: the noisy values' local mean over a window of any size, 2 to 16."""
    size = 2 * int(random.integers(1, 9)) + 1
    padded = F.pad(noisy.clamp(0, 1)[None], [size // 2] * 4, mode="reflect")
    return F.avg_pool2d(padded, size, stride=1)[0]


def white(clean: Tensor, normal: Tensor, random: np.random.Generator) -> tuple[Tensor, Tensor]:
    sigma = draw_deviation(random)
    return clean + sigma * normal, torch.full_like(clean[:1], sigma)


def encoded(clean: Tensor, normal: Tensor, random: np.random.Generator) -> tuple[Tensor, Tensor]:
    """Variance slope · x + offset in sRGB numbers."""
    share = random.uniform(0.2, 0.95)
    variance = draw_deviation(random) ** 2
    slope, offset = 2 * share * variance, (1 - share) * variance
    noisy = clean + (slope * clean + offset).clamp_min(0).sqrt() * normal
    return noisy, (slope * smoothed(noisy, random) + offset).mean(0, keepdim=True).clamp_min(0).sqrt()


def linear(clean: Tensor, normal: Tensor, random: np.random.Generator) -> tuple[Tensor, Tensor]:
    """Variance slope · x + offset in linear light, then encoded. Gains differ between channels, as white balance makes them."""
    slope = float(np.exp(random.uniform(np.log(2e-4), np.log(2e-2))))
    offset = float(slope * random.uniform(0, 0.08))
    gain = torch.from_numpy(random.uniform(0.7, 1.6, (3, 1, 1))).float()
    light = decode(clean)
    noisy = encode(light + (gain * (slope * light + offset)).sqrt() * normal)
    mean = smoothed(noisy, random)
    deviation = (gain * (slope * decode(mean) + offset)).sqrt() * encoding_rate(mean)
    return noisy, deviation.square().mean(0, keepdim=True).sqrt().clamp_max(2 * LARGEST)


def correlated(clean: Tensor, normal: Tensor, random: np.random.Generator) -> tuple[Tensor, Tensor]:
    """Gaussian noise after a small blur or after bilinear demosaicking, scaled back to its deviation."""
    if random.random() < 0.5:
        wide = float(random.uniform(0.35, 1.2))
        blurred = torch.from_numpy(cv2.GaussianBlur(normal.permute(1, 2, 0).numpy(), (0, 0), wide)).permute(2, 0, 1)
    else:
        blurred = demosaicked(normal)
    sigma = draw_deviation(random)
    return clean + sigma / blurred.std() * blurred, torch.full_like(clean[:1], sigma)


def demosaicked(normal: Tensor) -> Tensor:
    """White noise as a Bayer sensor's, bilinearly interpolated."""
    height, width = normal.shape[1:]
    mosaic = torch.zeros(3, height, width)
    mosaic[0, ::2, ::2] = normal[0, ::2, ::2]
    mosaic[1, ::2, 1::2] = normal[1, ::2, 1::2]
    mosaic[1, 1::2, ::2] = normal[1, 1::2, ::2]
    mosaic[2, 1::2, 1::2] = normal[2, 1::2, 1::2]
    corner = torch.tensor([[1.0, 2, 1], [2, 4, 2], [1, 2, 1]]) / 4
    cross = torch.tensor([[0.0, 1, 0], [1, 4, 1], [0, 1, 0]]) / 4
    kernels = torch.stack([corner, cross, corner])[:, None]
    return F.conv2d(F.pad(mosaic[None], [1] * 4, mode="reflect"), kernels, groups=3)[0]


def jpeg(clean: Tensor, normal: Tensor, random: np.random.Generator) -> tuple[Tensor, Tensor]:
    """Noise of up to 30 / 255 that went through JPEG of quality 70 to 98; some patches have JPEG's traces alone."""
    sigma = 0.0 if random.random() < 0.2 else float(random.uniform(0, 30 / 255))
    pixels = ((clean + sigma * normal).clamp(0, 1) * 255).round().to(torch.uint8).permute(1, 2, 0).numpy()
    sampling = cv2.IMWRITE_JPEG_SAMPLING_FACTOR_420 if random.random() < 0.6 else cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444
    options = [cv2.IMWRITE_JPEG_QUALITY, int(random.integers(70, 99)), cv2.IMWRITE_JPEG_SAMPLING_FACTOR, sampling]
    _, file = cv2.imencode(".jpg", np.ascontiguousarray(pixels[..., ::-1]), options)
    decoded = np.ascontiguousarray(cv2.imdecode(file, cv2.IMREAD_COLOR)[..., ::-1])
    noisy = torch.from_numpy(decoded).permute(2, 0, 1).float() / 255
    return noisy, torch.full_like(clean[:1], float((noisy - clean).std()))


MAKERS = {"white": white, "encoded": encoded, "linear": linear, "correlated": correlated, "jpeg": jpeg}


def decode(value: Tensor) -> Tensor:
    """sRGB numbers to linear light (IEC 61966-2-1); odd below 0."""
    size = value.abs()
    light = torch.where(size <= 0.04045, size / 12.92, ((size + 0.055) / 1.055) ** 2.4)
    return torch.copysign(light, value)


def encode(light: Tensor) -> Tensor:
    size = light.abs()
    value = torch.where(size <= 0.0031308, size * 12.92, 1.055 * size.clamp_min(1e-9) ** (1 / 2.4) - 0.055)
    return torch.copysign(value, light)


def encoding_rate(value: Tensor) -> Tensor:
    """How fast sRGB numbers rise with light where they are `value`."""
    light = decode(value.clamp(0, 1))
    return torch.where(value <= 0.04045, torch.full_like(light, 12.92), 1.055 / 2.4 * light.clamp_min(3e-3) ** (1 / 2.4 - 1))
