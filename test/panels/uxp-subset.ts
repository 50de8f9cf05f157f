// SPDX-License-Identifier: Apache-2.0
// What UXP documents and lacks, as the lint rules have it.
export * from '../../scripts/uxp/subset.mjs';
