// SPDX-License-Identifier: Apache-2.0
// Suites that reach the person: messages, progress and the timeline.
#include <cstdarg>
#include <cstdio>

#include "ofxhost/host.h"
#include "ofxhost/journal.h"
#include "ofxhost/lent.h"
#include "ofxhost/scope.h"
#include "ofxhost/suites.h"

namespace ofxhost {
namespace {

std::string formatted(const char* format, va_list arguments) {
  va_list again;
  va_copy(again, arguments);
  const int length = std::vsnprintf(nullptr, 0, format, again);
  va_end(again);
  std::string text(static_cast<size_t>(length > 0 ? length : 0), '\0');
  std::vsnprintf(text.data(), text.size() + 1, format, arguments);
  return text;
}

bool is_message_type(std::string_view type) {
  for (const char* known : {kOfxMessageFatal, kOfxMessageError, kOfxMessageWarning, kOfxMessageMessage, kOfxMessageLog,
                            kOfxMessageQuestion}) {
    if (type == known) return true;
  }
  return false;
}

void check_message(const char* type, const char* format) {
  if (!type || !is_message_type(type)) misuse("unknown-message-type", type ? type : "NULL");
  // The text of an error may hold a per cent sign of its own.
  if (!format || std::string_view(format) != "%s") misuse("message-as-format", format ? format : "NULL");
}

OfxStatus message(void* handle, const char* type, const char*, const char* format, ...) {
  lent_recall();
  if (handle && !find<Effect>(handle, "message")) return kOfxStatErrBadHandle;
  check_message(type, format);
  va_list arguments;
  va_start(arguments, format);
  journal_add(Kind::message, type ? type : "", formatted(format ? format : "", arguments));
  va_end(arguments);
  return type && std::string_view(type) == kOfxMessageQuestion ? kOfxStatReplyYes : kOfxStatOK;
}

OfxStatus set_persistent_message(void* handle, const char* type, const char*, const char* format, ...) {
  lent_recall();
  auto* effect = find<Effect>(handle, "setPersistentMessage");
  if (!effect) return kOfxStatErrBadHandle;
  check_message(type, format);
  va_list arguments;
  va_start(arguments, format);
  const std::string text = formatted(format ? format : "", arguments);
  va_end(arguments);
  effect->set_persistent_message(text);
  journal_add(Kind::message, type ? type : "", text);
  return kOfxStatOK;
}

OfxStatus clear_persistent_message(void* handle) {
  lent_recall();
  auto* effect = find<Effect>(handle, "clearPersistentMessage");
  if (!effect) return kOfxStatErrBadHandle;
  effect->set_persistent_message("");
  return kOfxStatOK;
}

Effect* progress_of(void* instance, const char* call) {
  lent_recall();
  auto* effect = find<Effect>(instance, call);
  const Scope* scope = current_scope();
  if (effect && (!scope || scope->renders())) misuse("progress-in-render", call);
  return effect;
}

OfxStatus progress_start(Effect* effect) {
  if (!effect) return kOfxStatErrBadHandle;
  ++effect->host.progress.started;
  return kOfxStatOK;
}

OfxStatus progress_start_v1(void* instance, const char*) { return progress_start(progress_of(instance, "progressStart")); }

OfxStatus progress_start_v2(void* instance, const char*, const char*) {
  return progress_start(progress_of(instance, "progressStart"));
}

OfxStatus progress_update(void* instance, double done) {
  Effect* effect = progress_of(instance, "progressUpdate");
  if (!effect) return kOfxStatErrBadHandle;
  ProgressDialog& dialog = effect->host.progress;
  if (dialog.started <= dialog.ended) misuse("progress-not-started", "progressUpdate");
  if (!(done >= 0 && done <= 1)) misuse("wrong-value", "progressUpdate to " + std::to_string(done));
  const int cancel_after = dialog.cancel_after, updates = ++dialog.updates;
  return cancel_after >= 0 && updates > cancel_after ? kOfxStatReplyNo : kOfxStatReplyYes;
}

OfxStatus progress_end(void* instance) {
  Effect* effect = progress_of(instance, "progressEnd");
  if (!effect) return kOfxStatErrBadHandle;
  ++effect->host.progress.ended;
  return kOfxStatOK;
}

OfxStatus get_time(void* instance, double* time) {
  lent_recall();
  const auto* effect = find<Effect>(instance, "getTime");
  if (!effect) return kOfxStatErrBadHandle;
  *time = effect->host.time;
  return kOfxStatOK;
}

OfxStatus goto_time(void* instance, double time) {
  lent_recall();
  auto* effect = find<Effect>(instance, "gotoTime");
  if (!effect) return kOfxStatErrBadHandle;
  effect->host.time = time;
  return kOfxStatOK;
}

OfxStatus get_time_bounds(void* instance, double* first, double* last) {
  lent_recall();
  if (!find<Effect>(instance, "getTimeBounds")) return kOfxStatErrBadHandle;
  *first = 0;
  *last = 99;
  return kOfxStatOK;
}

}  // namespace

const OfxMessageSuiteV2& message_suite() {
  static const OfxMessageSuiteV2 suite{message, set_persistent_message, clear_persistent_message};
  return suite;
}

const OfxProgressSuiteV1& progress_suite_v1() {
  static const OfxProgressSuiteV1 suite{progress_start_v1, progress_update, progress_end};
  return suite;
}

const OfxProgressSuiteV2& progress_suite_v2() {
  static const OfxProgressSuiteV2 suite{progress_start_v2, progress_update, progress_end};
  return suite;
}

const OfxTimeLineSuiteV1& time_line_suite() {
  static const OfxTimeLineSuiteV1 suite{get_time, goto_time, get_time_bounds};
  return suite;
}

}  // namespace ofxhost
