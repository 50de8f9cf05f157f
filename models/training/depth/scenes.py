# SPDX-License-Identifier: Apache-2.0
"""
Rendered scenes with true depth: rooms and open ground with boxes, balls, posts, cut-out screens and hills, in the textures
of training pictures. The same seed gives the same scene.
"""
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from .shapes import Box, Cylinder, Plane, Sphere, Terrain

# Drawn larger by this and reduced by areas, so that edges are smooth.
OVERSAMPLING = 1.5
TEXTURE_SIDE = 256


@dataclass(frozen=True)
class Surface:
    shape: object
    texture: np.ndarray
    metres: float
    tint: np.ndarray


def render(seed: int, pictures: Sequence[np.ndarray], width: int, height: int) -> tuple[np.ndarray, np.ndarray]:
    """An RGB u8 picture and its inverse depth in 1/m, f32, 0 at infinity. `pictures`: RGB u8, lend their textures."""
    rng = np.random.default_rng([seed, 0x5CE7E])
    w, h = round(width * OVERSAMPLING), round(height * OVERSAMPLING)
    indoors = rng.random() < 0.4
    eye = np.array([0.0, rng.uniform(0.4, 2.2), 0.0])
    rays = _camera(rng, w, h)
    surfaces = _room(rng, pictures, eye) if indoors else _open_ground(rng, pictures)
    light = rng.normal(size=3) * [1, 0.3, 1] + [0, 1.2, -0.6]
    light /= np.linalg.norm(light)
    ambient = rng.uniform(0.25, 0.7)

    nearest = np.full(len(rays), np.inf)
    colour = _sky(rng, pictures, rays)
    for surface in surfaces:
        t, normal, uv = surface.shape.hit(eye, rays)
        closer = t < nearest
        if not closer.any():
            continue
        lit = ambient + (1 - ambient) * np.maximum(normal[closer] @ light, 0) * 1.4
        colour[closer] = _sample(surface, uv[closer], t[closer], w) * surface.tint * lit[:, None]
        nearest[closer] = t[closer]
    if rng.random() < 0.35:
        fog = 1 - np.exp(-nearest * rng.uniform(0.004, 0.06))
        colour = colour * (1 - fog[:, None]) + fog[:, None] * rng.uniform(0.5, 0.95) * rng.uniform(0.85, 1, 3)
    picture = np.clip(colour.reshape(h, w, 3) ** rng.uniform(0.7, 1.25) * rng.uniform(0.75, 1.2), 0, 1)
    small = cv2.resize(picture.astype(np.float32), (width, height), interpolation=cv2.INTER_AREA)
    nearness = cv2.resize((1 / nearest).reshape(h, w).astype(np.float32), (width, height), interpolation=cv2.INTER_AREA)
    return np.round(small * 255).astype(np.uint8), nearness


def _camera(rng: np.random.Generator, w: int, h: int) -> np.ndarray:
    """Directions whose length along the view axis is 1: t is depth."""
    wide = np.tan(np.radians(rng.uniform(32, 78)) / 2)
    x = (np.arange(w) + 0.5) / w * 2 - 1
    y = ((np.arange(h) + 0.5) / h * 2 - 1) * h / w
    gx, gy = np.meshgrid(x * wide, -y * wide)
    rays = np.stack([gx.ravel(), gy.ravel(), np.ones(w * h)], 1)
    pitch, roll = np.radians(rng.normal(-4, 9)), np.radians(rng.normal(0, 3))
    c, s = np.cos(roll), np.sin(roll)
    rays = rays @ np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])
    c, s = np.cos(pitch), np.sin(pitch)
    return rays @ np.array([[1, 0, 0], [0, c, -s], [0, s, c]])


def _texture(rng: np.random.Generator, pictures: Sequence[np.ndarray]) -> np.ndarray:
    picture = pictures[rng.integers(len(pictures))]
    height, width = picture.shape[:2]
    side = int(min(height, width) * rng.uniform(0.15, 0.9))
    y, x = rng.integers(height - side + 1), rng.integers(width - side + 1)
    crop = np.ascontiguousarray(picture[y : y + side, x : x + side])
    small = cv2.resize(crop, (TEXTURE_SIDE, TEXTURE_SIDE), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    if rng.random() < 0.25:
        # Painted and plain surfaces are common, and give nothing away.
        small = small.mean((0, 1)) + 0.15 * (small - small.mean((0, 1)))
    # Mirrored twice, it tiles.
    row = np.concatenate([small, small[:, ::-1]], 1)
    return np.concatenate([row, row[::-1]], 0)


def _surface(rng: np.random.Generator, pictures: Sequence[np.ndarray], shape: object, size: float) -> Surface:
    tint = np.clip(rng.normal(1, 0.18, 3), 0.4, 1.4)
    return Surface(shape, _texture(rng, pictures), size * rng.uniform(0.5, 3), tint)


def _sample(surface: Surface, uv: np.ndarray, t: np.ndarray, width: int) -> np.ndarray:
    """The texture, from a smaller copy where it lies far: no sparkle."""
    texture = surface.texture
    per_pixel = float(np.median(t)) / width / surface.metres * len(texture) * 1.2
    while per_pixel > 1.5 and len(texture) > 8:
        texture = cv2.resize(texture, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
        per_pixel /= 2
    n = len(texture)
    at = np.mod(uv / surface.metres * n, n).astype(np.float32)
    wrapped = cv2.copyMakeBorder(texture, 0, 1, 0, 1, cv2.BORDER_WRAP)
    rows = np.array_split(np.arange(len(at)), len(at) // 30000 + 1)
    return np.concatenate([cv2.remap(wrapped, at[r, :1], at[r, 1:], cv2.INTER_LINEAR)[:, 0] for r in rows])


def _sky(rng: np.random.Generator, pictures: Sequence[np.ndarray], rays: np.ndarray) -> np.ndarray:
    up = rays[:, 1:2] / np.linalg.norm(rays, axis=1, keepdims=True)
    zenith = np.array([0.25, 0.45, 0.8]) * rng.uniform(0.5, 1.2) + rng.normal(0, 0.06, 3)
    horizon = rng.uniform(0.6, 1.0) * np.clip(rng.normal([0.95, 0.95, 1.0], 0.08), 0, 1)
    mix = np.clip(up * 2.2, 0, 1)
    colour = horizon * (1 - mix) + zenith * mix
    if rng.random() < 0.6:
        clouds = cv2.GaussianBlur(_texture(rng, pictures), (0, 0), rng.uniform(2, 9)).mean(2)
        n = len(clouds)
        scale = rng.uniform(0.3, 1.2) * n
        u, v = (np.mod(rays[:, k] * scale, n).astype(int) for k in (0, 1))
        cover = np.clip((clouds[v, u] - np.median(clouds)) * 4, 0, 1)[:, None]
        colour = colour * (1 - cover) + cover * rng.uniform(0.6, 1.0)
    return np.clip(colour, 0, 1.2)


def _silhouette(rng: np.random.Generator, half_width: float, height: float):
    """A cut-out that stands on v = 0: an ellipse on a stem, a figure, or a ragged blob."""
    kind = rng.integers(3)
    noise = cv2.resize(rng.normal(size=(8, 8)).astype(np.float32), (128, 128), interpolation=cv2.INTER_CUBIC)

    def inside(u: np.ndarray, v: np.ndarray) -> np.ndarray:
        x, y = u / half_width, v / height
        if kind == 0:
            return (x**2 + ((y - 0.65) / 0.35) ** 2 < 1) | ((np.abs(x) < 0.08) & (y > 0) & (y < 0.5))
        if kind == 1:
            head = (x / 0.4) ** 2 + ((y - 0.88) / 0.12) ** 2 < 1
            body = (np.abs(x) < 0.75 - 0.4 * np.abs(y - 0.6)) & (y > 0) & (y < 0.77)
            return head | (body & ((np.abs(x) > 0.1) | (y > 0.4)))
        i = np.clip((y * 127).astype(int), 0, 127)
        j = np.clip(((x + 1) * 63.5).astype(int), 0, 127)
        return (y > 0) & (x**2 + ((y - 0.5) / 0.55) ** 2 + 0.25 * noise[i, j] < 1)

    return inside


def _things(rng: np.random.Generator, pictures, count: int, near: float, far: float, wide: float, size: float) -> list[Surface]:
    """Things that stand on the ground, y = 0."""
    made = []
    for _ in range(count):
        z = np.exp(rng.uniform(np.log(near), np.log(far)))
        x = rng.uniform(-1, 1) * z * wide
        s = size * rng.lognormal(0, 0.5) * (0.5 + z / far)
        kind = rng.random()
        if kind < 0.35:
            half = s * rng.uniform(0.3, 1, 3)
            lift = 0 if rng.random() < 0.85 else rng.uniform(0, 1.5)
            shape = Box(np.array([x, half[1] + lift, z]), half, rng.uniform(0, np.pi))
        elif kind < 0.55:
            shape = Sphere(np.array([x, s * rng.uniform(0.4, 1.5), z]), s * 0.6)
        elif kind < 0.7:
            shape = Cylinder(np.array([x, 0.0, z]), s * rng.uniform(0.05, 0.4), s * rng.uniform(1, 5))
        else:
            yaw = rng.normal(0, 0.5)
            normal = np.array([np.sin(yaw), 0, -np.cos(yaw)])
            across = np.array([np.cos(yaw), 0, np.sin(yaw)])
            # v counts along normal × across, which points down here.
            cut = _silhouette(rng, s * rng.uniform(0.4, 0.9), s * rng.uniform(1.2, 2.6))
            flip = np.sign(np.cross(normal, across)[1])
            shape = Plane(np.array([x, 0.0, z]), normal, across, lambda u, v, cut=cut, flip=flip: cut(u, v * flip))
        made.append(_surface(rng, pictures, shape, s))
    return made


def _room(rng: np.random.Generator, pictures, eye: np.ndarray) -> list[Surface]:
    half = np.array([rng.uniform(1.2, 4), rng.uniform(1.15, 2), rng.uniform(2, 5)])
    centre = np.array([rng.uniform(-0.4, 0.4) * half[0], half[1], half[2] * rng.uniform(0.2, 0.8)])
    eye[1] = min(eye[1], 1.8 * half[1])
    room = _surface(rng, pictures, Box(centre, half, rng.normal(0, 0.25), inside=True), 2)
    floor = _surface(rng, pictures, Plane(np.array([0, 1e-3, 0]), np.array([0.0, 1, 0]), np.array([1.0, 0, 0])), 1)
    far = centre[2] + half[2]
    return [room, floor, *_things(rng, pictures, rng.integers(2, 9), 0.9, max(far, 1.5), 0.5, 0.35)]


def _open_ground(rng: np.random.Generator, pictures) -> list[Surface]:
    surfaces = []
    if rng.random() < 0.55:
        rough = sum(
            cv2.resize(rng.normal(size=(n, n)).astype(np.float32), (128, 128), interpolation=cv2.INTER_CUBIC) / n
            for n in (3, 6, 12, 24)
        )
        heights = (rough - rough.max()) * rng.uniform(0.3, 4)
        heights = np.concatenate([heights, heights[:, ::-1]], 1)
        heights = np.concatenate([heights, heights[::-1]], 0)
        surfaces.append(_surface(rng, pictures, Terrain(heights, rng.uniform(15, 90), 0.0), 4))
        if rng.random() < 0.5:
            tall = (rough - rough.min()) * rng.uniform(3, 14)
            tall = np.pad(tall, 64, mode="reflect")
            hills = Terrain(tall, rng.uniform(150, 400), -tall[0, 0] - rng.uniform(1, 4), farthest=400)
            surfaces.append(_surface(rng, pictures, hills, 15))
    else:
        ground = Plane(np.zeros(3), np.array([0.0, 1, 0]), np.array([1.0, 0, 0]))
        surfaces.append(_surface(rng, pictures, ground, 2))
    if rng.random() < 0.35:
        side = rng.choice([-1, 1])
        wall = Plane(np.array([side * rng.uniform(1.5, 8), 0, 0]), np.array([-side * 1.0, 0, rng.normal(0, 0.1)]), np.array([0, 0, 1.0]))
        top = rng.uniform(2, 9)
        cut = Plane(wall.point, wall.normal / np.linalg.norm(wall.normal), wall.across, lambda u, v, top=top: np.abs(v) < top)
        surfaces.append(_surface(rng, pictures, cut, 3))
    far = rng.uniform(8, 45)
    return [*surfaces, *_things(rng, pictures, rng.integers(3, 14), 1.2, far, 0.55, 0.9)]
