// SPDX-License-Identifier: Apache-2.0
#include <stdexcept>

#include "session.h"

using namespace ofxhost;

namespace {

// instance tag=a effect=ID [context=…]
void make_instance(Session& session, const Command& command, Json& json) {
  auto made = std::make_unique<Instance>(session.the_host(), session.plugin(command.text("effect")),
                                         command.text("context", ""));
  json.text("context", made->context).name("actions");
  write_actions(json, made->opening);
  session.instances[command.text("tag")] = std::move(made);
}

void close_instance(Session& session, const Command& command, Json& json) {
  session.overlays.erase(command.text("tag"));
  json.boolean("closed", session.instances.erase(command.text("tag")) > 0);
}

const char* alpha_constant(const std::string& word) {
  if (word == "premultiplied") return kOfxImagePreMultiplied;
  if (word == "opaque") return kOfxImageOpaque;
  return kOfxImageUnPreMultiplied;
}

const char* field_constant(const std::string& word) {
  if (word == "lower") return kOfxImageFieldLower;
  if (word == "upper") return kOfxImageFieldUpper;
  if (word == "both") return kOfxImageFieldBoth;
  return kOfxImageFieldNone;
}

Picture picture_of(const Command& command, const Host& host) {
  const auto width = static_cast<int>(command.number("width", 64)), height = static_cast<int>(command.number("height", 48));
  const auto x = static_cast<int>(command.number("x", 0)), y = static_cast<int>(command.number("y", 0));
  const Format format = format_of(command);
  Picture picture;
  picture.frame = std::make_shared<Frame>(format, OfxRectI{x, y, x + width, y + height},
                                          layout_of(command, host.profile.layout));
  const std::vector<uint8_t> pixels =
      command.has("file") ? read_file(command.text("file"))
                          : pattern(format, width, height, static_cast<unsigned int>(command.number("seed", 1)));
  if (pixels.size() != static_cast<size_t>(width) * static_cast<size_t>(height) * static_cast<size_t>(format.pixel_bytes()))
    throw std::runtime_error("the file does not have that size");
  picture.frame->write_top_down(pixels);
  if (command.has("alpha")) picture.premultiplication = alpha_constant(command.text("alpha"));
  else picture.premultiplication = host.profile.premultiplication;
  picture.field = field_constant(command.text("field", "none"));
  const double scale = command.number("scale", 1);
  picture.scale = {scale, scale};
  picture.pixel_aspect = command.number("aspect", 1);
  picture.identifier = command.text("id", "picture");
  return picture;
}

// clip tag=a clip=Source [file=… | seed=…] width= height= x= y= depth= components= padding= negative= alpha= field=
// scale= aspect= time=, or state=disconnected, or state=empty
void show_clip(Session& session, const Command& command, Json& json) {
  Instance& instance = session.instance(command);
  const std::string clip = command.text("clip", kOfxImageEffectSimpleSourceClipName);
  const std::string state = command.text("state", "shown");
  if (state == "disconnected") instance.disconnect(clip);
  else if (state == "empty") instance.empty(clip);
  else instance.show(clip, command.number("time", 0), picture_of(command, instance.host));
  json.text("state", state);
}

const Param& described(const Instance& instance, const std::string& name) {
  const auto context = instance.plugin.contexts.find(instance.context);
  const Effect& effect =
      context == instance.plugin.contexts.end() ? *instance.plugin.descriptor : *context->second;
  if (const Param* param = effect.params.find(name)) return *param;
  throw std::runtime_error("there is no param " + name);
}

// set tag=a param=amount values=0.5, or text="…"; time= makes it a key
void set_param(Session& session, const Command& command, Json& json) {
  Instance& instance = session.instance(command);
  const std::string name = command.text("param");
  const Param& param = described(instance, name);
  Param::Values values;
  if (param.standard.type == ValueType::text) {
    values.emplace_back(command.text("text"));
  } else {
    for (const double number : command.numbers("values")) {
      if (param.standard.type == ValueType::integer) values.emplace_back(static_cast<int>(number));
      else values.emplace_back(number);
    }
  }
  if (static_cast<int>(values.size()) != param.standard.dimension) throw std::runtime_error(name + " needs other values");
  instance.set(name, values, command.has("time") ? std::optional(command.number("time", 0)) : std::nullopt);
  json.text("param", name);
}

// press tag=a param=analyse [cancel=3]
void press(Session& session, const Command& command, Json& json) {
  ProgressDialog& progress = session.the_host().progress;
  progress.cancel_after = static_cast<int>(command.number("cancel", -1));
  progress.started = progress.updates = progress.ended = 0;
  session.instance(command).press(command.text("param"));
  json.number("started", progress.started).number("updates", progress.updates).number("ended", progress.ended);
}

}  // namespace

Verbs instance_verbs() {
  return {{"instance", make_instance}, {"close", close_instance}, {"clip", show_clip}, {"set", set_param}, {"press", press}};
}
