// SPDX-License-Identifier: Apache-2.0

/** 2×2 mean, normalise and planes in one loop over typed arrays. */
export function halfTensorLoop(name, frame) {
  const { width, height } = frame;
  const image = new Float32Array(frame.packed().buffer);
  const data = new Float32Array((3 * width * height) / 4);
  const plane = (width * height) / 4;
  const run = () => {
    const stride = width * 4;
    for (let y = 0, o = 0; y < height; y += 2) {
      for (let x = 0, i = y * stride; x < width; x += 2, i += 8, o++) {
        const below = i + stride;
        data[o] = (image[i] + image[i + 4] + image[below] + image[below + 4]) * 0.5 - 1;
        data[plane + o] = (image[i + 1] + image[i + 5] + image[below + 1] + image[below + 5]) * 0.5 - 1;
        data[2 * plane + o] = (image[i + 2] + image[i + 6] + image[below + 2] + image[below + 6]) * 0.5 - 1;
      }
    }
  };
  return { name, run };
}
