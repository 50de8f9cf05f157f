// SPDX-License-Identifier: Apache-2.0
#include "block.h"

#include <cstring>
#include <thread>

#include "check.h"
#include "sfumato/engine/engine.h"

using namespace sfumato::engine;

namespace {

constexpr size_t megabyte = size_t{1} << 20;

TEST("pixel blocks: memory that one gives back the next one gets") {
  purge_blocks();
  void* first = nullptr;
  {
    PixelBlock block;
    CHECK(block.data() == nullptr && block.size() == 0 && block.reserve(0) == nullptr);
    first = block.reserve(2 * megabyte);
    CHECK(first != nullptr && block.size() >= 2 * megabyte);
    std::memset(first, 7, 2 * megabyte);
    CHECK(block.reserve(megabyte) == first);
  }
  CHECK(BlockStore::shared().count() == 1);
  PixelBlock again;
  CHECK(again.reserve(megabyte) == first);
  CHECK(BlockStore::shared().count() == 0);
  again = PixelBlock();
  CHECK(BlockStore::shared().count() == 1);
  purge_blocks();
  CHECK(BlockStore::shared().count() == 0);
}

TEST("pixel blocks: growing keeps the block and its name") {
  purge_blocks();
  PixelBlock block;
  std::memset(block.reserve(megabyte), 3, megabyte);
  const auto* grown = static_cast<uint8_t*>(block.reserve(5 * megabyte));
  CHECK(grown && block.size() >= 5 * megabyte);
#if !defined(_WIN32)
  CHECK(grown[0] == 3 && grown[megabyte - 1] == 3 && grown[megabyte] == 0);
#endif
}

TEST("pixel blocks: the best of those that wait is taken, and what nobody can get is null") {
  purge_blocks();
  void *small = nullptr, *large = nullptr;
  {
    PixelBlock a, b;
    small = a.reserve(megabyte);
    large = b.reserve(8 * megabyte);
  }
  PixelBlock first, second;
  CHECK(first.reserve(megabyte / 2) == small);
  CHECK(second.reserve(2 * megabyte) == large);
  PixelBlock impossible;
  CHECK(impossible.reserve(size_t{1} << 55) == nullptr && impossible.size() == 0);
}

TEST("pixel blocks: a renamed one holds the same") {
  const auto block = BlockStore::shared().take(megabyte);
  std::memset(block->memory().data(), 9, megabyte);
  const std::string before = block->memory().name();
  CHECK(block->rename());
  CHECK(block->memory().name() != before && static_cast<uint8_t*>(block->memory().data())[megabyte - 1] == 9);
}

TEST("pixel blocks: threads take and give back at will") {
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([t] {
      for (int i = 0; i < 200; ++i) {
        PixelBlock block;
        const size_t bytes = 4096 * (1 + static_cast<size_t>((i * 7 + t) % 20));
        void* data = block.reserve(bytes);
        if (!data) return check::fail(__FILE__, __LINE__, "no memory");
        std::memset(data, t, bytes);
        std::this_thread::yield();
        if (static_cast<uint8_t*>(data)[bytes - 1] != t) check::fail(__FILE__, __LINE__, "two hold one block");
      }
    });
  for (std::thread& thread : threads) thread.join();
  purge_blocks();
}

TEST("engine client: nothing is opened before it is needed, and no engine is no crash") {
  Settings settings;
  settings.home = "/nonexistent/sfumato";
  Engine engine(settings);
  CHECK(engine.ping() == Status::engine_missing);
  PixelBlock block;
  block.reserve(64);
  Request request;
  request.tool = "relight";
  request.inputs.push_back({"image", {2, 2, 4, Sample::f32, Alpha::straight}, &block, 0, 0});
  const Result result = engine.run(request);
  CHECK(result.status == Status::engine_missing && result.message.code == "ENGINE_UNREACHABLE");
  CHECK(result.message.text().find("sfumato engine start") != std::string::npos);
  CHECK(block.data() == nullptr);
  engine.close();
  engine.close();
}

TEST("engine client: a command that fails is told, and not run for every frame") {
  Settings settings;
  settings.home = "/nonexistent/sfumato";
  settings.command = {"/bin/sh", "-c", "echo no luck >&2; exit 3"};
  Engine engine(settings);
  const Request request;
  const Result first = engine.run(request), second = engine.run(request);
  CHECK(first.status == Status::engine_missing && first.message.cause.find("no luck") != std::string::npos);
  CHECK(second.message.cause == first.message.cause);
  settings.command = {"/nonexistent/program"};
  engine.configure(settings);
  CHECK(engine.run(request).message.cause.find("/nonexistent/program") != std::string::npos);
}

}  // namespace
