// SPDX-License-Identifier: Apache-2.0
// Sends one picture through an OpenFX plugin in the real MLT (its openfx module), a given number of times:
//   frame MODULES FILTER rgba|rgba64|rgb WIDTH HEIGHT IN OUT COUNT [name=value …]
// IN and OUT hold tight samples, top row first (rgba64: 16 bits, little-endian). MODULES is the folder of MLT's modules.
#include <framework/mlt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct picture {
  int width, height;
  mlt_image_format format;
  int bytes;
  uint8_t *pixels;
};

static int get_image(mlt_frame frame, uint8_t **buffer, mlt_image_format *format, int *width, int *height,
                     int writable) {
  const struct picture *picture = mlt_frame_pop_service(frame);
  const int size = picture->bytes + 4096;
  *buffer = mlt_pool_alloc(size);
  memcpy(*buffer, picture->pixels, (size_t) picture->bytes);
  *format = picture->format;
  *width = picture->width;
  *height = picture->height;
  mlt_frame_set_image(frame, *buffer, size, mlt_pool_release);
  (void) writable;
  return 0;
}

static int get_frame(mlt_producer producer, mlt_frame_ptr frame, int index) {
  *frame = mlt_frame_init(MLT_PRODUCER_SERVICE(producer));
  mlt_frame_push_service(*frame, producer->child);
  mlt_frame_push_get_image(*frame, get_image);
  mlt_frame_set_position(*frame, mlt_producer_position(producer));
  mlt_producer_prepare_next(producer);
  (void) index;
  return 0;
}

static int read_all(const char *path, struct picture *picture) {
  FILE *file = fopen(path, "rb");
  if (!file) return 0;
  picture->pixels = malloc((size_t) picture->bytes);
  const size_t got = fread(picture->pixels, 1, (size_t) picture->bytes, file);
  fclose(file);
  return got == (size_t) picture->bytes;
}

static int fail(const char *what) {
  fprintf(stderr, "%s\n", what);
  return 1;
}

int main(int count, char **words) {
  if (count < 9) return fail("frame MODULES FILTER rgba|rgba64|rgb WIDTH HEIGHT IN OUT COUNT [name=value ...]");
  struct picture picture = {.width = atoi(words[4]), .height = atoi(words[5])};
  picture.format = !strcmp(words[3], "rgba64") ? mlt_image_rgba64 : !strcmp(words[3], "rgb") ? mlt_image_rgb : mlt_image_rgba;
  picture.bytes = picture.width * picture.height * (!strcmp(words[3], "rgba64") ? 8 : !strcmp(words[3], "rgb") ? 3 : 4);
  if (!read_all(words[6], &picture)) return fail("IN cannot be read, or is too short");
  if (!mlt_factory_init(words[1])) return fail("MLT has no modules there");
  mlt_profile profile = mlt_profile_init(NULL);
  profile->width = picture.width;
  profile->height = picture.height;
  profile->sample_aspect_num = profile->sample_aspect_den = 1;
  profile->progressive = 1;
  mlt_filter filter = mlt_factory_filter(profile, words[2], NULL);
  if (!filter) return fail("MLT has no such filter");
  for (int i = 9; i < count; ++i) {
    char *value = strchr(words[i], '=');
    if (!value) return fail("a value is missing");
    *value = '\0';
    mlt_properties_set(MLT_FILTER_PROPERTIES(filter), words[i], value + 1);
  }
  mlt_producer producer = mlt_producer_new(profile);
  producer->child = &picture;
  producer->get_frame = get_frame;
  mlt_producer_attach(producer, filter);

  for (int i = 0; i < atoi(words[8]); ++i) {
    mlt_frame frame = NULL;
    mlt_service_get_frame(MLT_PRODUCER_SERVICE(producer), &frame, 0);
    uint8_t *image = NULL;
    mlt_image_format format = picture.format;
    int width = picture.width, height = picture.height;
    if (mlt_frame_get_image(frame, &image, &format, &width, &height, 1)) return fail("there is no image");
    if (format != picture.format || width != picture.width || height != picture.height)
      return fail("the image came back in another format");
    if (i == atoi(words[8]) - 1) {
      FILE *file = fopen(words[7], "wb");
      if (!file || fwrite(image, 1, (size_t) picture.bytes, file) != (size_t) picture.bytes || fclose(file))
        return fail("OUT cannot be written");
    }
    mlt_frame_close(frame);
  }
  mlt_filter_close(filter);
  mlt_producer_close(producer);
  mlt_profile_close(profile);
  mlt_factory_close();
  free(picture.pixels);
  return 0;
}
