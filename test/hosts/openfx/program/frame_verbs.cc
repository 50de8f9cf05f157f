// SPDX-License-Identifier: Apache-2.0
#include <thread>

#include "ofxhost/action_rules.h"
#include "process.h"
#include "session.h"

using namespace ofxhost;

namespace {

FrameRequest request_of(const Command& command, const Host& host) {
  FrameRequest request;
  request.time = command.number("time", 0);
  const double scale = command.number("scale", 1);
  request.scale = {scale, scale};
  request.window = rect_of(command, "window");
  request.bounds = rect_of(command, "bounds");
  if (command.has("padding") || command.has("negative")) request.layout = layout_of(command, host.profile.layout);
  if (command.has("depth") || command.has("components")) request.format = format_of(command);
  request.draft = command.flag("draft");
  request.interactive = command.flag("interactive");
  request.thumbnail = command.flag("thumbnail");
  request.abort_after_polls = static_cast<int>(command.number("abort-polls", -1));
  request.abort_after_ms = command.number("abort-ms", -1);
  request.verify = command.text("verify", "1") == "1";
  return request;
}

void write_rect(Json& json, const OfxRectD& rect) {
  json.begin_array().number(rect.x1).number(rect.y1).number(rect.x2).number(rect.y2).end_array();
}

void write_frame(const FrameResult& result, const Command& command, Json& json) {
  json.text("status", status_name(result.status)).text("identity", result.identity);
  json.number("renderMs", result.render_ms).number("polls", result.polls);
  json.number("longestPollGapMs", result.longest_poll_gap_ms).number("abortToReturnMs", result.abort_to_return_ms);
  json.text("message", result.message).text("alpha", result.premultiplication);
  json.name("regionOfDefinition");
  write_rect(json, result.region_of_definition);
  json.name("regionsOfInterest").begin_object();
  for (const auto& [clip, region] : result.regions_of_interest) {
    json.name(clip);
    write_rect(json, region);
  }
  json.end_object().name("actions");
  write_actions(json, result.actions);
  if (!result.output) return;
  const Frame& output = *result.output;
  json.number("width", width_of(output.bounds)).number("height", height_of(output.bounds));
  json.text("depth", depth_constant(output.format.depth)).number("channels", output.format.channels());
  if (!command.has("output")) return;
  std::vector<uint8_t> pixels;
  output.read_top_down(pixels);
  write_file(command.text("output"), pixels);
}

// frame tag=a time= scale= window=x1,y1,x2,y2 bounds= padding= negative= depth= components= draft=1 interactive=1
// thumbnail=1 abort-polls= abort-ms= verify=0 output=FILE background=NAME
void frame(Session& session, const Command& command, Json& json) {
  Instance& instance = session.instance(command);
  const FrameRequest request = request_of(command, instance.host);
  instance.host.time = request.time;
  auto work = std::async(std::launch::async, [&instance, request] { return instance.frame(request); });
  if (command.has("background")) {
    session.background[command.text("background")] = std::move(work);
    json.boolean("started", true);
    return;
  }
  write_frame(work.get(), command, json);
}

// wait background=NAME [output=FILE]
void wait(Session& session, const Command& command, Json& json) {
  const auto found = session.background.find(command.text("background"));
  if (found == session.background.end()) throw std::runtime_error("there is no such frame");
  const FrameResult result = found->second.get();
  session.background.erase(found);
  write_frame(result, command, json);
}

void abort_frame(Session& session, const Command& command, Json& json) {
  session.instance(command).abort();
  json.boolean("aborted", true);
}

// cycles effect=ID count=10000 width= height= depth= components=: makes an instance, renders, destroys it; tells how
// the process grew from the first tenth to the end.
void cycles(Session& session, const Command& command, Json& json) {
  Host& host = session.the_host();
  Plugin& plugin = session.plugin(command.text("effect"));
  const auto count = static_cast<int>(command.number("count", 100));
  const auto width = static_cast<int>(command.number("width", 32)), height = static_cast<int>(command.number("height", 24));
  Picture picture;
  picture.frame = std::make_shared<Frame>(format_of(command), OfxRectI{0, 0, width, height}, host.profile.layout);
  picture.frame->write_top_down(pattern(picture.frame->format, width, height, 1));
  picture.premultiplication = host.profile.premultiplication;
  ProcessState early{}, late{};
  int failed = 0;
  for (int i = 0; i < count; ++i) {
    if (i == count / 10) early = process_state();
    Instance instance(host, plugin, "");
    instance.show(kOfxImageEffectSimpleSourceClipName, 0, picture);
    const FrameRequest request = request_of(command, host);
    // On a thread of its own, as hosts render.
    FrameResult result;
    std::thread([&] { result = instance.frame(request); }).join();
    if (result.status != kOfxStatOK) ++failed;
  }
  late = process_state();
  json.number("failed", failed);
  json.name("early");
  write_process(json, early);
  json.name("late");
  write_process(json, late);
}

}  // namespace

Verbs frame_verbs() { return {{"frame", frame}, {"wait", wait}, {"abort", abort_frame}, {"cycles", cycles}}; }
