# SPDX-License-Identifier: Apache-2.0
"""
Shapes that rays hit. World: x right, y up, z into the picture. A ray is origin + t · direction with directions (n, 3);
each `hit` gives t (inf where it misses), normals (n, 3) and texture coordinates (n, 2) in metres.
"""
from dataclasses import dataclass

import numpy as np

NEAR = 0.05
Hit = tuple[np.ndarray, np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Plane:
    """Endless, through `point`; `mask(u, v)` cuts a silhouette out of it (True: there)."""

    point: np.ndarray
    normal: np.ndarray
    across: np.ndarray
    mask: object = None

    def hit(self, origin: np.ndarray, rays: np.ndarray) -> Hit:
        facing = rays @ self.normal
        with np.errstate(divide="ignore", invalid="ignore"):
            t = ((self.point - origin) @ self.normal) / facing
        t = np.where((t > NEAR) & np.isfinite(t), t, np.inf)
        at = origin + rays * np.where(np.isfinite(t), t, 0)[:, None] - self.point
        uv = np.stack([at @ self.across, at @ np.cross(self.normal, self.across)], 1)
        if self.mask is not None:
            t = np.where(self.mask(uv[:, 0], uv[:, 1]), t, np.inf)
        return t, np.where(facing[:, None] > 0, -self.normal, self.normal), uv


@dataclass(frozen=True)
class Sphere:
    centre: np.ndarray
    radius: float

    def hit(self, origin: np.ndarray, rays: np.ndarray) -> Hit:
        to = origin - self.centre
        a = (rays * rays).sum(1)
        b = rays @ to
        root = b * b - a * (to @ to - self.radius**2)
        t = np.where(root > 0, (-b - np.sqrt(np.maximum(root, 0))) / a, np.inf)
        t = np.where(t > NEAR, t, np.inf)
        at = (origin + rays * np.where(np.isfinite(t), t, 0)[:, None] - self.centre) / self.radius
        uv = np.stack([np.arctan2(at[:, 0], at[:, 2]), np.arcsin(np.clip(at[:, 1], -1, 1))], 1) * self.radius
        return t, at, uv


@dataclass(frozen=True)
class Box:
    """Turned by `yaw` about the vertical; with `inside`, a room seen from within."""

    centre: np.ndarray
    half: np.ndarray
    yaw: float
    inside: bool = False

    def hit(self, origin: np.ndarray, rays: np.ndarray) -> Hit:
        c, s = np.cos(self.yaw), np.sin(self.yaw)
        turn = np.array([[c, 0, -s], [0, 1, 0], [s, 0, c]])
        o = (origin - self.centre) @ turn.T
        d = rays @ turn.T
        with np.errstate(divide="ignore", invalid="ignore"):
            low, high = (-self.half - o) / d, (self.half - o) / d
        enter, leave = np.minimum(low, high), np.maximum(low, high)
        first, last = enter.max(1), leave.min(1)
        chosen = leave if self.inside else enter
        t = last if self.inside else np.where(first < last, first, np.inf)
        t = np.where((t > NEAR) & np.isfinite(t), t, np.inf)
        axis = chosen.argmin(1) if self.inside else chosen.argmax(1)
        rows = np.arange(len(rays))
        normal = np.zeros_like(rays)
        normal[rows, axis] = -np.sign(d[rows, axis])
        at = o + d * np.where(np.isfinite(t), t, 0)[:, None]
        uv = np.stack([np.where(axis == 0, at[:, 2], at[:, 0]), np.where(axis == 1, at[:, 2], at[:, 1])], 1)
        return t, normal @ turn, uv


@dataclass(frozen=True)
class Cylinder:
    """Upright, open at the top and bottom."""

    foot: np.ndarray
    radius: float
    height: float

    def hit(self, origin: np.ndarray, rays: np.ndarray) -> Hit:
        o = (origin - self.foot)[[0, 2]]
        d = rays[:, [0, 2]]
        a = np.maximum((d * d).sum(1), 1e-9)
        b = d @ o
        root = b * b - a * (o @ o - self.radius**2)
        t = np.where(root > 0, (-b - np.sqrt(np.maximum(root, 0))) / a, np.inf)
        y = origin[1] + rays[:, 1] * np.where(np.isfinite(t), t, 0) - self.foot[1]
        t = np.where((t > NEAR) & (y > 0) & (y < self.height), t, np.inf)
        flat = (o + d * np.where(np.isfinite(t), t, 0)[:, None]) / self.radius
        normal = np.stack([flat[:, 0], np.zeros(len(rays)), flat[:, 1]], 1)
        return t, normal, np.stack([np.arctan2(flat[:, 0], flat[:, 1]) * self.radius, y], 1)


@dataclass(frozen=True)
class Terrain:
    """A height field, tiled, heights (n, n) in metres over `period` metres; found by marching and one secant step."""

    heights: np.ndarray
    period: float
    base: float
    farthest: float = 120.0
    steps: int = 72

    def height(self, x: np.ndarray, z: np.ndarray) -> np.ndarray:
        n = len(self.heights)
        u, v = x / self.period * n, z / self.period * n
        i, j = np.floor(u).astype(int), np.floor(v).astype(int)
        fu, fv = u - i, v - j
        h = lambda di, dj: self.heights[(j + dj) % n, (i + di) % n]  # noqa: E731
        top = h(0, 0) * (1 - fu) + h(1, 0) * fu
        return self.base + top * (1 - fv) + (h(0, 1) * (1 - fu) + h(1, 1) * fu) * fv

    def hit(self, origin: np.ndarray, rays: np.ndarray) -> Hit:
        t = np.full(len(rays), np.inf)
        open_ = np.arange(len(rays))
        before, above_before = np.full(len(rays), NEAR), np.full(len(rays), np.nan)
        for now in np.geomspace(0.3, self.farthest, self.steps):
            at = origin + rays[open_] * now
            above = at[:, 1] - self.height(at[:, 0], at[:, 2])
            under = above < 0
            was, gap = before[open_], above_before[open_]
            part = np.where(np.isnan(gap), 1, gap / np.maximum(gap - above, 1e-9))
            t[open_[under]] = (was + part * (now - was))[under]
            before[open_], above_before[open_] = now, above
            open_ = open_[~under]
            if len(open_) == 0:
                break
        at = origin + rays * np.where(np.isfinite(t), t, 0)[:, None]
        e = 0.1
        slope_x = (self.height(at[:, 0] + e, at[:, 2]) - self.height(at[:, 0] - e, at[:, 2])) / (2 * e)
        slope_z = (self.height(at[:, 0], at[:, 2] + e) - self.height(at[:, 0], at[:, 2] - e)) / (2 * e)
        normal = np.stack([-slope_x, np.ones(len(rays)), -slope_z], 1)
        return t, normal / np.linalg.norm(normal, axis=1, keepdims=True), at[:, [0, 2]]
