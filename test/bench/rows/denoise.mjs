// SPDX-License-Identifier: Apache-2.0
import { denoise, estimateNoise } from '@sfumato/native';
import { noisy, target } from '../pictures.mjs';
import { ffmpegFilter } from '../rivals/ffmpeg.mjs';

const side = 1024;

async function kernel(name, mode, ours = false) {
  const image = noisy(side, side);
  const into = target(side, side, 3);
  const { levels, spectrum } = await estimateNoise(image);
  return { name, ours, run: () => denoise(image, into, { mode, levels, spectrum }) };
}

const fast = {
  title: 'Denoise “fast”, 1 MP RGB8 (quality: see Denoise below)',
  goals: [{ against: 'OpenCV bilateral d=9', atLeast: 1 }],
  async competitors({ opencv }) {
    return [
      await kernel('Sfumato denoise, fast', 'fast', true),
      ...(opencv?.competitor('OpenCV bilateral d=9', 'bilateral') ?? []),
    ];
  },
};

const quality = {
  title: 'Denoise “quality”, 1 MP RGB8 (quality: see Denoise below)',
  goals: [{ against: 'ffmpeg dctdnoiz n=4', atLeast: 10 }],
  async competitors({ opencv }) {
    const image = noisy(side, side);
    return [
      await kernel('Sfumato denoise, quality', 'quality', true),
      ...(await ffmpegFilter('ffmpeg dctdnoiz n=4', image, 'dctdnoiz=sigma=25:n=4')),
      ...(await ffmpegFilter('ffmpeg nlmeans', image, 'nlmeans=s=10')),
      ...(opencv?.competitor('OpenCV fastNlMeansColored', 'nlmeans-colored') ?? []),
    ];
  },
};

const estimate = {
  title: 'Noise estimate, 1 MP RGB8',
  competitors: () => {
    const image = noisy(side, side);
    return [
      { name: 'Sfumato estimateNoise', ours: true, run: async () => void (await estimateNoise(image)) },
    ];
  },
};

export const group = { id: 'denoise', title: 'Denoise, time', rows: [fast, quality, estimate] };
