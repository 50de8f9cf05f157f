// SPDX-License-Identifier: Apache-2.0
#include <stdexcept>

#include "ofxhost/action_rules.h"
#include "session.h"

using namespace ofxhost;

namespace {

const char* pen_action(const std::string& doing) {
  if (doing == "down") return kOfxInteractActionPenDown;
  if (doing == "motion") return kOfxInteractActionPenMotion;
  if (doing == "up") return kOfxInteractActionPenUp;
  return nullptr;
}

void write_shapes(Json& json, const std::vector<Shape>& shapes) {
  json.name("shapes").begin_array();
  for (const Shape& shape : shapes) {
    json.begin_object().text("kind", shape.kind).text("text", shape.text).number("lineWidth", shape.line_width);
    json.name("points").begin_array();
    for (const OfxPointD& point : shape.points) json.begin_array().number(point.x).number(point.y).end_array();
    json.end_array().end_object();
  }
  json.end_array();
}

// overlay tag=a do=open | draw | down | motion | up | key | gain | lose | close, at=x,y pixel=1 time=0 symbol= text=
void overlay(Session& session, const Command& command, Json& json) {
  Instance& instance = session.instance(command);
  const std::string doing = command.text("do");
  const std::string tag = command.text("tag");
  if (!instance.effect()) throw std::runtime_error("this host keeps no instance");
  if (doing == "open") {
    const Overlay::Way way = Overlay::way_of(*instance.effect());
    if (way != Overlay::Way::none) session.overlays[tag] = std::make_unique<Overlay>(*instance.effect());
    json.text("way", way == Overlay::Way::none ? "none" : way == Overlay::Way::draw_suite ? "draw-suite" : "open-gl");
    return;
  }
  if (doing == "close") {
    json.boolean("closed", session.overlays.erase(tag) > 0);
    return;
  }
  const auto found = session.overlays.find(tag);
  if (found == session.overlays.end()) throw std::runtime_error("the overlay is not open");
  Overlay& open = *found->second;
  const double time = command.number("time", 0), pixel = command.number("pixel", 1);
  const int redraws = session.the_host().redraws;
  OfxStatus status = kOfxStatReplyDefault;
  if (doing == "draw") {
    std::vector<Shape> shapes;
    status = open.draw(time, pixel, shapes);
    write_shapes(json, shapes);
  } else if (const char* action = pen_action(doing)) {
    const std::vector<double> at = command.numbers("at");
    if (at.size() != 2) throw std::runtime_error("the pen needs at=x,y");
    status = open.pen(action, time, pixel, {at[0], at[1]});
  } else if (doing == "key") {
    status = open.key(kOfxInteractActionKeyDown, time, static_cast<int>(command.number("symbol", 0)),
                      command.text("text", ""));
  } else {
    status = open.focus(doing == "gain", time);
  }
  json.text("status", status_name(status)).number("redraws", session.the_host().redraws - redraws);
}

}  // namespace

Verbs overlay_verbs() { return {{"overlay", overlay}}; }
