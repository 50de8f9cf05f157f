// SPDX-License-Identifier: Apache-2.0
import { SfumatoError } from '../../protocol/error.js';
import type { FloatTensor, Tensor } from '../tensor.js';

/** A graph's output by name, as floats. Throws MODEL_CONTRACT when the graph did not give what its manifest says. */
export function floatOutput(
  id: string,
  outputs: Readonly<Record<string, Tensor>>,
  name: string,
): FloatTensor {
  const output = outputs[name];
  if (output?.dtype === 'f32') return output;
  const found = output ? `it is ${output.dtype}` : `the outputs are ${Object.keys(outputs).join(', ')}`;
  throw new SfumatoError('MODEL_CONTRACT', `${id}: expected a float output ${name} but ${found}.`);
}
