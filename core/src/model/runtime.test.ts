// SPDX-License-Identifier: Apache-2.0
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/model/manifests.js';
import { affineModel, writeOnnx } from '../../../test/model/onnx-writer.js';
import { onnxRuntime } from './runtime.js';
import { floatToHalf, halfToFloat } from './tensor.js';

const open = async (model: Uint8Array) => {
  const path = join(temporaryFolder(), 'model.onnx');
  writeFileSync(path, model);
  return (await onnxRuntime()).open(path, 'cpu');
};

describe('ONNX Runtime', () => {
  it('lists its providers, cpu among them', async () => {
    const { providers, version } = await onnxRuntime();
    expect(providers).toContainEqual({ name: 'cpu', bundled: true });
    expect(version).toMatch(/^\d+\.\d+/);
  });

  it('runs a graph and describes it', async () => {
    const graph = await open(affineModel(2, 1));
    expect(graph.inputs).toEqual([{ name: 'x', type: 'float32', dims: [1, 3, 'h', 'w'] }]);
    const data = Float32Array.of(0, 0.5, -1, 3, 4, 5);
    const { y } = await graph.run({ x: { dtype: 'f32', dims: [1, 3, 1, 2], data } });
    expect(y).toEqual({ dtype: 'f32', dims: [1, 3, 1, 2], data: Float32Array.of(1, 2, -1, 7, 9, 11) });
    await graph.release();
  });

  it('feeds floats to half-precision graphs and gives floats back', async () => {
    const half = (name: string) => ({ name, type: 'f16', dims: ['n'] }) as const;
    const graph = await open(
      writeOnnx({
        inputs: [half('x')],
        outputs: [half('y')],
        nodes: [{ op: 'Add', inputs: ['x', 'x'], outputs: ['y'] }],
      }),
    );
    const { y } = await graph.run({ x: { dtype: 'f32', dims: [3], data: Float32Array.of(0.1, -2, 1000) } });
    expect(y?.dtype).toBe('f32');
    expect([...(y?.data ?? [])].map((v) => Number(v).toFixed(3))).toEqual(['0.200', '-4.000', '2000.000']);
  });

  it('carries whole numbers', async () => {
    const graph = await open(
      writeOnnx({
        inputs: [{ name: 'x', type: 'i64', dims: [1] }],
        outputs: [{ name: 'y', type: 'i64', dims: [1] }],
        nodes: [{ op: 'Mul', inputs: ['x', 'x'], outputs: ['y'] }],
      }),
    );
    const { y } = await graph.run({ x: { dtype: 'i64', dims: [1], data: BigInt64Array.of(12n) } });
    expect(y?.data).toEqual(BigInt64Array.of(144n));
  });

  it('says what is wrong with a file, an input, an operator', async () => {
    await expect(open(Buffer.from('not a model'))).rejects.toMatchObject({
      code: 'MODEL_FAILED',
      message: expect.stringMatching(/^cpu could not load the graph: /),
    });
    const graph = await open(affineModel(1, 0));
    const wrong = { dtype: 'f32', dims: [2], data: new Float32Array(2) } as const;
    await expect(graph.run({ x: wrong })).rejects.toMatchObject({ code: 'MODEL_FAILED' });
    await expect(graph.run({ z: wrong })).rejects.toMatchObject({ code: 'MODEL_FAILED' });
    await expect(
      open(
        writeOnnx({
          inputs: [{ name: 'x', type: 'f32', dims: [1] }],
          outputs: [{ name: 'y', type: 'f32', dims: [1] }],
          nodes: [{ op: 'NoSuchOperator', inputs: ['x'], outputs: ['y'] }],
        }),
      ),
    ).rejects.toThrow(/NoSuchOperator/);
  });
});

describe('half precision', () => {
  it('survives a round trip for every finite value, and rounds to even', () => {
    for (let bits = 0; bits < 0x10000; bits++) {
      const value = halfToFloat(bits);
      if (Number.isNaN(value)) expect(Number.isNaN(halfToFloat(floatToHalf(value)))).toBe(true);
      else if (floatToHalf(value) !== bits) expect([bits, value]).toEqual([floatToHalf(value), value]);
    }
    expect(halfToFloat(floatToHalf(1 + 1 / 2048))).toBe(1);
    expect(halfToFloat(floatToHalf(1 + 3 / 2048))).toBe(1 + 2 / 1024);
    expect(floatToHalf(65519)).toBe(0x7bff);
    expect(floatToHalf(65520)).toBe(0x7c00);
    expect(floatToHalf(2 ** -25)).toBe(0);
    expect(floatToHalf(2 ** -25 * 1.5)).toBe(1);
  });
});
