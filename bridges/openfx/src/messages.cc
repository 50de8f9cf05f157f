// SPDX-License-Identifier: Apache-2.0
#include "messages.h"

#include "host.h"
#include "log.h"

namespace sfumato::ofx {
namespace {

std::mutex latest_mutex;
std::string latest;

void remember(const std::string& text) {
  const std::lock_guard lock(latest_mutex);
  latest = text;
}

void set_status(Instance& instance, const std::string& text) {
  const int index = control_index(instance.effect, Role::status);
  if (index < 0 || instance.text(static_cast<size_t>(index), 0) == text) return;
  const bool was = instance.editing;
  instance.editing = true;
  instance.set_text(static_cast<size_t>(index), text);
  instance.editing = was;
}

}  // namespace

std::string last_words() {
  const std::lock_guard lock(latest_mutex);
  return latest;
}

void show_problem(Instance& instance, const std::string& text) {
  {
    const std::lock_guard lock(instance.message_mutex);
    if (instance.message == text) return;
    instance.message = text;
  }
  remember(text);
  log_line(std::string(instance.effect.tool) + ": " + text);
  if (const auto* suite = host().persistent_message)
    suite->setPersistentMessage(instance.handle, kOfxMessageError, instance.effect.identifier, "%s", text.c_str());
}

void clear_problem(Instance& instance) {
  {
    const std::lock_guard lock(instance.message_mutex);
    if (instance.message.empty()) return;
    instance.message.clear();
  }
  remember("");
  if (const auto* suite = host().persistent_message) suite->clearPersistentMessage(instance.handle);
}

void show_note(const std::string& text) { remember(text); }

void refresh_status(Instance& instance) { set_status(instance, last_words()); }

void show_dialog(Instance& instance, bool error, const std::string& text) {
  if (error) {
    remember(text);
    log_line(std::string(instance.effect.tool) + ": " + text);
  }
  const char* kind = error ? kOfxMessageError : kOfxMessageMessage;
  if (const auto* suite = host().message)
    suite->message(instance.handle, kind, instance.effect.identifier, "%s", text.c_str());
  set_status(instance, text);
}

}  // namespace sfumato::ofx
