// SPDX-License-Identifier: Apache-2.0

/** A picture that comes with Studio, to try it with. All are in the public domain or CC0: test/data/ATTRIBUTION.md. */
export interface Sample {
  readonly file: string;
  readonly thumbnail: string;
  readonly title: string;
  readonly credit: string;
}

export const samples: readonly Sample[] = [
  {
    file: 'dandelion.jpg',
    thumbnail: 'dandelion-small.jpg',
    title: 'Dandelions, 16 MP',
    credit: 'Clemens Engelhardt, 2018, CC0',
  },
  { file: 'chelsea.png', thumbnail: 'chelsea-small.jpg', title: 'Cat', credit: 'Stéfan van der Walt, CC0' },
  {
    file: 'coffee.png',
    thumbnail: 'coffee-small.jpg',
    title: 'Espresso',
    credit: 'Rachel Michetti, courtesy of Pikolo Espresso Bar, CC0',
  },
];

/** The sample's bytes, from the engine that served the page. */
export async function fetchSample({ file }: Sample): Promise<File> {
  const answer = await fetch(`samples/${file}`);
  if (!answer.ok) throw new Error(`samples/${file} could not be read (${answer.status}).`);
  return new File([await answer.blob()], file);
}
