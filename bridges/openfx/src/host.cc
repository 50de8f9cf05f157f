// SPDX-License-Identifier: Apache-2.0
#include "host.h"

#include <atomic>
#include <memory>
#include <mutex>
#include <set>

#include "properties.h"

namespace sfumato::ofx {
namespace {

std::mutex mutex;
OfxHost* given = nullptr;
std::set<size_t> loaded;
// Hosts that load an effect while another renders read `current` without the mutex.
std::unique_ptr<Host> owned;
std::atomic<const Host*> current{nullptr};

template <typename Suite>
const Suite* fetch(const char* name, int version) {
  return static_cast<const Suite*>(given->fetchSuite(given->host, name, version));
}

// A suite whose functions are all there: some hosts list suites with null in them.
template <typename Suite>
const Suite* whole(const Suite* suite) {
  if (!suite) return nullptr;
  using Function = void (*)();
  const Function* functions = reinterpret_cast<const Function*>(suite);
  for (size_t i = 0; i < sizeof(Suite) / sizeof(Function); ++i)
    if (!functions[i]) return nullptr;
  return suite;
}

template <typename Suite>
const Suite* fetch_whole(const char* name, int version) {
  return whole(fetch<Suite>(name, version));
}

bool begins_with(const std::string& text, const char* start) { return text.rfind(start, 0) == 0; }

std::unique_ptr<Host> fetch_suites() {
  auto host = std::make_unique<Host>();
  host->property = fetch<OfxPropertySuiteV1>(kOfxPropertySuite, 1);
  host->parameter = fetch<OfxParameterSuiteV1>(kOfxParameterSuite, 1);
  host->effect = fetch<OfxImageEffectSuiteV1>(kOfxImageEffectSuite, 1);
  host->message = fetch_whole<OfxMessageSuiteV1>(kOfxMessageSuite, 1);
  host->persistent_message = fetch_whole<OfxMessageSuiteV2>(kOfxMessageSuite, 2);
  host->progress_with_id = fetch_whole<OfxProgressSuiteV2>(kOfxProgressSuite, 2);
  host->progress = fetch_whole<OfxProgressSuiteV1>(kOfxProgressSuite, 1);
  host->time_line = fetch_whole<OfxTimeLineSuiteV1>(kOfxTimeLineSuite, 1);
  host->interact = fetch_whole<OfxInteractSuiteV1>(kOfxInteractSuite, 1);
  host->draw = fetch_whole<OfxDrawSuiteV1>(kOfxDrawSuite, 1);
  return host;
}

void read_abilities(Host& host) {
  const Properties properties(given->host);
  host.name = properties.text(kOfxPropName);
  host.temporal_access = properties.integer(kOfxImageEffectPropTemporalClipAccess, 0) != 0;
  for (const char* name : {"uk.co.thefoundry", "fr.inria.Natron", "net.natron", "com.eyeonline.Fusion"})
    host.linear_floats = host.linear_floats || begins_with(host.name, name);
}

}  // namespace

void host_set(OfxHost* host) {
  const std::lock_guard lock(mutex);
  given = host;
}

bool host_load(size_t index) {
  const std::lock_guard lock(mutex);
  if (!given || !given->fetchSuite) return false;
  if (!owned) {
    auto host = fetch_suites();
    if (!host->property || !host->parameter || !host->effect) return false;
    owned = std::move(host);
    current = owned.get();
    read_abilities(*owned);
  }
  loaded.insert(index);
  return true;
}

bool host_unload(size_t index) {
  const std::lock_guard lock(mutex);
  loaded.erase(index);
  if (!loaded.empty()) return false;
  current = nullptr;
  owned.reset();
  return true;
}

bool host_loaded() { return current.load() != nullptr; }

const Host& host() { return *current; }

}  // namespace sfumato::ofx
