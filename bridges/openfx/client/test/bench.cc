// SPDX-License-Identifier: Apache-2.0
// Times the engine client against copying: each line of standard input is a case, answered by a line of JSON with the
// milliseconds of every round. A round of a case does each of its ways once, in turn, so that all see the same machine.
//   ping BYTES ROUNDS                                  there and back
//   frame TOOL PARAMS-FILE|- OUTPUT WIDTHxHEIGHT ROUNDS moving|parked srgb|linear [PICTURE-FILE]
// frame: RGBA float from a host's buffer to the engine and back to another buffer. moving: every round is another
// picture; parked: the same one, `params` alone may change (a file with %d in it gets the round's number). The picture is
// made up, or a file of tight rows.
#include <chrono>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "sfumato/copy.h"
#include "sfumato/engine/engine.h"

using namespace sfumato::engine;

namespace {

using Clock = std::chrono::steady_clock;

double timed(auto&& work) {
  const auto start = Clock::now();
  work();
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

std::string list(const char* name, const std::vector<double>& values) {
  std::string out = std::string("\"") + name + "\":[";
  char text[32];
  for (size_t i = 0; i < values.size(); ++i) {
    std::snprintf(text, sizeof text, "%s%.4f", i ? "," : "", values[i]);
    out += text;
  }
  return out + "]";
}

void ping(Engine& engine, std::stringstream& words) {
  size_t bytes = 0, rounds = 0;
  words >> bytes >> rounds;
  std::vector<double> there_and_back;
  for (size_t i = 0; i < rounds; ++i) {
    Status status = Status::failed;
    const double ms = timed([&] { status = engine.ping(bytes); });
    if (status != Status::done) {
      std::cout << R"({"error":")" << status_name(status) << "\"}" << std::endl;
      return;
    }
    there_and_back.push_back(ms);
  }
  std::cout << '{' << list("ms", there_and_back) << '}' << std::endl;
}

std::string with_number(std::string text, int number) {
  const size_t at = text.find("%d");
  return at == std::string::npos ? text : text.replace(at, 2, std::to_string(number));
}

void paint(std::vector<float>& pixels, int32_t width) {
  for (size_t i = 0; i < pixels.size(); ++i) {
    const size_t x = i / 4 % static_cast<size_t>(width), y = i / 4 / static_cast<size_t>(width);
    pixels[i] = i % 4 == 3 ? 1.0f : 0.05f + 0.9f * static_cast<float>((x * (i % 4 + 1) + 3 * y) % 1021) / 1021.0f;
  }
}

void frame(Engine& engine, std::stringstream& words) {
  std::string tool, params_file, output, size, kind, transfer, picture, params = "{}";
  int rounds = 0;
  words >> tool >> params_file >> output >> size >> rounds >> kind >> transfer >> picture;
  if (params_file != "-") {
    std::ifstream file(params_file);
    params.assign(std::istreambuf_iterator<char>(file), {});
  }
  PixelFormat format;
  format.width = std::stoi(size);
  format.height = std::stoi(size.substr(size.find('x') + 1));
  if (transfer == "linear") format.transfer = Transfer::linear;
  const size_t bytes = frame_bytes(format);
  std::vector<float> source(bytes / 4), result(bytes / 4), between(bytes / 4);
  paint(source, format.width);
  if (!picture.empty())
    std::ifstream(picture, std::ios::binary).read(reinterpret_cast<char*>(source.data()), static_cast<std::streamsize>(bytes));

  std::vector<double> whole, in, run, tool_ms, out, two_copies, two_fast_copies;
  PixelBlock block;
  for (int round = -2; round < rounds; ++round) {
    if (kind == "moving") source[static_cast<size_t>(round + 2)] += 0.01f;
    Request request;
    request.tool = tool;
    request.params = with_number(params, round + 2);
    request.outputs = {output};
    Result made;
    double parts[3];
    const double all = timed([&] {
      parts[0] = timed([&] { sfumato::copy_bytes(source.data(), block.reserve(bytes), bytes, {}); });
      request.inputs.push_back({"image", format, &block, 0, 0});
      parts[1] = timed([&] { made = engine.run(request); });
      if (!made) return;
      parts[2] = timed([&] { sfumato::copy_bytes(made.outputs[0].pixels, result.data(), bytes, {}); });
    });
    if (!made) {
      std::cout << R"({"error":")" << made.message.code << ": " << made.message.cause << "\"}" << std::endl;
      return;
    }
    const double elapsed = made.elapsed_ms;
    made = Result();
    const double memcpy_ms = timed([&] {
      std::memcpy(between.data(), source.data(), bytes);
      std::memcpy(result.data(), between.data(), bytes);
    });
    const double fast_ms = timed([&] {
      sfumato::copy_bytes(source.data(), between.data(), bytes, {});
      sfumato::copy_bytes(between.data(), result.data(), bytes, {});
    });
    if (round < 0) continue;
    whole.push_back(all);
    in.push_back(parts[0]);
    run.push_back(parts[1]);
    out.push_back(parts[2]);
    tool_ms.push_back(elapsed);
    two_copies.push_back(memcpy_ms);
    two_fast_copies.push_back(fast_ms);
  }
  std::cout << '{' << list("whole", whole) << ',' << list("in", in) << ',' << list("run", run) << ',' << list("tool", tool_ms)
            << ',' << list("out", out) << ',' << list("twoCopies", two_copies) << ','
            << list("twoFastCopies", two_fast_copies) << '}' << std::endl;
}

}  // namespace

int main() {
  Settings settings;
  settings.client_name = "A benchmark";
  settings.start = false;
  Engine engine(settings);
  for (std::string line; std::getline(std::cin, line);) {
    std::stringstream words(line);
    std::string what;
    words >> what;
    if (what == "ping") ping(engine, words);
    else if (what == "frame") frame(engine, words);
  }
}
