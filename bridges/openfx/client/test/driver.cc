// SPDX-License-Identifier: Apache-2.0
// A program for tests and benchmarks: one engine client, told by lines on its standard input what to do, answering each
// with a line of JSON.
//   run TOOL PARAMS-FILE|- OUTPUTS WIDTHxHEIGHTxCHANNELS SAMPLE SEED [key=value…]   a run on a made-up picture
//   ping BYTES COUNT | close | purge | quit
// Keys: timeout, abort (ms after which the waiter aborts), quality (draft, full), save (a file for the first output's
// tight rows), load (a file of tight rows as the picture), flip (rows bottom-up), transfer, alpha, threads, again.
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iostream>
#include <map>
#include <mutex>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "sfumato/copy.h"
#include "sfumato/engine/engine.h"

using namespace sfumato::engine;

namespace {

using Clock = std::chrono::steady_clock;
using Options = std::map<std::string, std::string>;

double ms_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

std::mutex output;
void say(const std::string& line) {
  const std::lock_guard lock(output);
  std::cout << line << std::endl;
}

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += static_cast<uint8_t>(c) < 0x20 ? ' ' : c;
  }
  return out + '"';
}

std::string list(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out += (out.empty() ? "" : ",") + quoted(text);
  return "[" + out + "]";
}

std::vector<std::string> split(const std::string& text, char by) {
  std::vector<std::string> out;
  std::stringstream in(text);
  for (std::string part; std::getline(in, part, by);) out.push_back(part);
  return out;
}

uint64_t fnv(uint64_t hash, const uint8_t* bytes, size_t count) {
  for (size_t i = 0; i < count; ++i) hash = (hash ^ bytes[i]) * 1099511628211ull;
  return hash;
}

class Timer : public Waiter {
 public:
  explicit Timer(double abort_ms) : abort_ms_(abort_ms) {}
  bool aborted() override {
    ++asked;
    return abort_ms_ >= 0 && ms_since(start_) >= abort_ms_;
  }
  void progress(const char* phase, double) override {
    if (phases.empty() || phases.back() != phase) phases.push_back(phase);
  }
  int asked = 0;
  std::vector<std::string> phases;

 private:
  double abort_ms_;
  Clock::time_point start_ = Clock::now();
};

PixelFormat format_of(const std::string& size, const std::string& sample, const Options& options) {
  const auto sides = split(size, 'x');
  PixelFormat f;
  f.width = std::stoi(sides.at(0));
  f.height = std::stoi(sides.at(1));
  f.channels = std::stoi(sides.at(2));
  f.sample = sample == "u8" ? Sample::u8 : sample == "u16" ? Sample::u16 : sample == "f16" ? Sample::f16 : Sample::f32;
  f.alpha = f.channels != 4 ? Alpha::none : options.contains("alpha") ? Alpha::premultiplied : Alpha::straight;
  f.transfer = options.contains("transfer") ? Transfer::linear : Transfer::srgb;
  return f;
}

// A smooth picture that depends on the seed alone.
void paint(const PixelFormat& f, uint8_t* pixels, uint32_t seed) {
  const size_t samples = frame_bytes(f) / sample_bytes(f.sample);
  for (size_t i = 0; i < samples; ++i) {
    const size_t channel = i % static_cast<size_t>(f.channels), pixel = i / static_cast<size_t>(f.channels);
    const size_t x = pixel % static_cast<size_t>(f.width), y = pixel / static_cast<size_t>(f.width);
    const float wave = static_cast<float>((x * (channel + 1) + y * 2 + seed * 37) % 511) / 511.0f;
    const float value = channel == 3 ? 1.0f : 0.1f + 0.8f * wave;
    if (f.sample == Sample::f32) std::memcpy(pixels + 4 * i, &value, 4);
    else if (f.sample == Sample::u8) pixels[i] = static_cast<uint8_t>(255 * value);
    else pixels[2 * i] = static_cast<uint8_t>(255 * value), pixels[2 * i + 1] = f.sample == Sample::f16 ? 0x30 : pixels[2 * i];
  }
}

struct Task {
  Request request;
  PixelFormat format;
  std::vector<uint8_t> pixels;
  Options options;

  explicit Task(std::stringstream& words) {
    std::string params, outputs, size, sample;
    uint32_t seed = 0;
    words >> request.tool >> params >> outputs >> size >> sample >> seed;
    for (std::string word; words >> word;) {
      const size_t at = word.find('=');
      options[word.substr(0, at)] = at == std::string::npos ? "" : word.substr(at + 1);
    }
    format = format_of(size, sample, options);
    if (params != "-") {
      std::ifstream file(params);
      request.params.assign(std::istreambuf_iterator<char>(file), {});
    }
    if (outputs != "-") request.outputs = split(outputs, ',');
    if (options.contains("timeout")) request.timeout = std::chrono::milliseconds(std::stoi(options["timeout"]));
    if (options["quality"] == "draft") request.quality = Quality::draft;
    pixels.resize(frame_bytes(format));
    if (options.contains("load")) {
      std::ifstream(options["load"], std::ios::binary).read(reinterpret_cast<char*>(pixels.data()), static_cast<std::streamsize>(pixels.size()));
    } else {
      paint(format, pixels.data(), seed);
    }
  }

  void fill(PixelBlock& block, Input& input) const {
    const size_t row = row_bytes(format), rows = static_cast<size_t>(format.height);
    auto* to = static_cast<uint8_t*>(block.reserve(pixels.size()));
    if (to && options.contains("flip")) {
      for (size_t y = 0; y < rows; ++y) std::memcpy(to + (rows - 1 - y) * row, pixels.data() + y * row, row);
      input.offset = (rows - 1) * row;
      input.row_stride = -static_cast<ptrdiff_t>(row);
    } else if (to) {
      std::memcpy(to, pixels.data(), pixels.size());
    }
  }
};

std::string described(const Output& output, const Options& options) {
  const size_t row = row_bytes(output.format);
  uint64_t hash = 14695981039346656037ull;
  std::ofstream file;
  if (const auto path = options.find("save"); path != options.end()) file.open(path->second, std::ios::binary);
  for (int32_t y = 0; y < output.format.height; ++y) {
    const uint8_t* bytes = output.pixels + y * output.row_stride;
    hash = fnv(hash, bytes, row);
    if (file.is_open()) file.write(reinterpret_cast<const char*>(bytes), static_cast<std::streamsize>(row));
  }
  const PixelFormat& f = output.format;
  return R"({"name":)" + quoted(output.name) + R"(,"width":)" + std::to_string(f.width) + R"(,"height":)" +
         std::to_string(f.height) + R"(,"channels":)" + std::to_string(f.channels) + R"(,"sample":)" +
         std::to_string(static_cast<int>(f.sample)) + R"(,"hash":")" + std::to_string(hash) + "\"}";
}

void run(Engine& engine, const Task& job, int thread) {
  static thread_local PixelBlock block;
  Request request = job.request;
  Input input{"image", job.format, &block, 0, 0};
  job.fill(block, input);
  request.inputs.push_back(input);
  const auto abort = job.options.find("abort");
  Timer timer(abort == job.options.end() ? -1 : std::stod(abort->second));
  const auto start = Clock::now();
  const Result result = engine.run(request, &timer);
  const double took = ms_since(start);
  std::string outputs;
  for (const Output& one : result.outputs) outputs += (outputs.empty() ? "" : ",") + described(one, job.options);
  std::vector<std::string> models;
  for (const Model& model : result.models) models.push_back(model.id);
  char numbers[200];
  std::snprintf(numbers, sizeof numbers, R"("ms":%.3f,"elapsedMs":%.3f,"asked":%d,"thread":%d,"cached":%s,"scale":%.4f)", took,
                result.elapsed_ms, timer.asked, thread, result.cached ? "true" : "false", result.scale);
  say(R"({"status":)" + quoted(status_name(result.status)) + R"(,"code":)" + quoted(result.message.code) +
      R"(,"text":)" + quoted(result.message.text()) + "," + numbers + R"(,"phases":)" + list(timer.phases) +
      R"(,"notes":)" + list(result.notes) + R"(,"models":)" + list(models) + R"(,"empty":)" +
      (block.data() ? "false" : "true") + R"(,"outputs":[)" + outputs + "]}");
}

}  // namespace

int main(int count, char** arguments) {
  Settings settings;
  settings.client_name = "A test";
  for (int i = 1; i < count; ++i) settings.command.emplace_back(arguments[i]);
  if (settings.command.size() == 1) settings.command.clear(), settings.start = false;
  Engine engine(settings);
  for (std::string line; std::getline(std::cin, line);) {
    std::stringstream words(line);
    std::string what;
    words >> what;
    if (what == "quit") break;
    if (what == "run") {
      const Task job(words);
      const auto option = [&](const char* name) { return job.options.contains(name) ? std::stoi(job.options.at(name)) : 1; };
      std::vector<std::thread> threads;
      const int again = option("again");
      for (int t = 1; t < option("threads"); ++t)
        threads.emplace_back([&, t] {
          for (int i = 0; i < again; ++i) run(engine, job, t);
        });
      for (int i = 0; i < again; ++i) run(engine, job, 0);
      for (std::thread& thread : threads) thread.join();
    } else if (what == "ping") {
      size_t bytes = 0, times = 0;
      words >> bytes >> times;
      std::string all;
      Status status = Status::done;
      for (size_t i = 0; i < times && status == Status::done; ++i) {
        const auto start = Clock::now();
        status = engine.ping(bytes);
        all += (i ? "," : "") + std::to_string(ms_since(start));
      }
      say(R"({"status":)" + quoted(status_name(status)) + R"(,"ms":[)" + all + "]}");
    } else if (what == "close") {
      engine.close();
      say("{}");
    } else if (what == "purge") {
      purge_blocks();
      say("{}");
    }
  }
}
