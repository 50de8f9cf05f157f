// SPDX-License-Identifier: Apache-2.0

/** The image processor of transformers.js as a model would configure it: resize, rescale, normalise, planes. */
export async function transformersProcessor(name, frame) {
  const { ImageProcessor, RawImage } = await import('@huggingface/transformers');
  const processor = new ImageProcessor({
    do_resize: true,
    size: { width: 1024, height: 1024 },
    resample: 2,
    do_rescale: true,
    rescale_factor: 1 / 255,
    do_normalize: true,
    image_mean: [0.485, 0.456, 0.406],
    image_std: [0.229, 0.224, 0.225],
  });
  const image = new RawImage(new Uint8ClampedArray(frame.packed()), frame.width, frame.height, 3);
  return {
    name,
    run: async () => {
      await processor(image);
    },
  };
}
