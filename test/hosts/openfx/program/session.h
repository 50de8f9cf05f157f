// SPDX-License-Identifier: Apache-2.0
// What the driver holds between commands.
#pragma once

#include <future>
#include <map>
#include <memory>
#include <string>

#include "command.h"
#include "json.h"
#include "ofxhost/instance.h"
#include "ofxhost/overlay.h"

struct Session {
  std::unique_ptr<ofxhost::Host> host;
  std::map<std::string, std::unique_ptr<ofxhost::Instance>> instances;
  std::map<std::string, std::unique_ptr<ofxhost::Overlay>> overlays;
  std::map<std::string, std::future<ofxhost::FrameResult>> background;

  ofxhost::Host& the_host();
  ofxhost::Plugin& plugin(const std::string& identifier);
  ofxhost::Instance& instance(const Command& command);
  // Ends everything in the order in which a host does.
  void end();
  ~Session() { end(); }
};

using Answer = void(Session& session, const Command& command, Json& json);

// The verbs of a part of the driver.
using Verbs = std::map<std::string, Answer*>;
Verbs plugin_verbs();   // profile, scan, describe, unload
Verbs instance_verbs(); // instance, clip, set, value, press, close
Verbs frame_verbs();    // frame, wait, abort, cycles
Verbs overlay_verbs();  // overlay
Verbs process_verbs();  // journal, process, memcpy

// Reads width, height, x, y, depth, components, padding, negative and the like.
ofxhost::Format format_of(const Command& command);
ofxhost::Layout layout_of(const Command& command, ofxhost::Layout usual);
std::optional<OfxRectI> rect_of(const Command& command, const std::string& name);

// Deterministic soft shapes and noise, tight and top-down, in that format.
std::vector<uint8_t> pattern(ofxhost::Format format, int width, int height, unsigned int seed);

std::vector<uint8_t> read_file(const std::string& path);
void write_file(const std::string& path, const std::vector<uint8_t>& bytes);

void write_actions(Json& json, const std::vector<ofxhost::ActionResult>& actions);
void write_values(Json& json, const std::vector<ofxhost::Value>& values);
