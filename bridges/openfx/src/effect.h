// SPDX-License-Identifier: Apache-2.0
// What an effect is, as data. The table itself is made at build time from the tools' declarations (../effects): nothing in
// this folder knows a tool, a param or an output by its name.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace sfumato::ofx {

enum class ControlKind : uint8_t { group, number, integer, boolean, choice, colour, position, text, button };

// What a control is for; `subject` is the param, input or list of marks that it belongs to.
enum class Role : uint8_t {
  none,
  param,             // the value of the tool's param `subject`
  use_input,         // whether the clip of input `subject` is looked at
  mask_from,         // option 0: its clip; 1: the picture's alpha; 2: the picture's alpha, inverted
  mark_field,        // `field` of the chosen mark in list `subject`
  mark_chosen,       // which mark the fields show, from 1
  mark_add,
  mark_remove,
  mark_extend,       // adds a corner to a stroke
  mark_key,
  mark_forget_keys,
  mark_on,           // whether a box is there
  view,
  colour,            // what the picture's numbers mean
  marks,             // the text that holds all marks
  status,
  show_status,
  analyse,
  analyse_from,
  analyse_to
};

enum class TextShown : uint8_t { plain, label, hidden };
enum class ViewKind : uint8_t { image, matte, alpha, layer, data };

struct Option {
  const char* id;
  const char* label;
};

// Holds while choice `control` has one of `options`. An empty name always holds.
struct Condition {
  const char* control = "";
  std::span<const int> options{};
};

// One OpenFX param. Numbers of every kind are in `number`: a choice's option, a colour, a position (y up).
struct Control {
  ControlKind kind;
  Role role;
  const char* name;
  const char* label;
  const char* hint;
  const char* parent = "";
  const char* subject = "";
  const char* field = "";
  bool animates = false;
  Condition only_for{};
  double min = 0, max = 0, shown_min = 0, shown_max = 0;
  double step = 1;
  std::array<double, 3> number{};
  bool pixels = false;  // a length in pixels of the full picture: multiplied by the render scale
  bool angle = false;
  std::span<const Option> options{};
  const char* text = "";
  TextShown shown = TextShown::plain;
  bool open = false;
};

struct Clip {
  const char* name;
  const char* input;
  const char* label;
  bool optional;
  bool needed = false;   // while `needed_for` holds nothing is made without this clip
  Condition needed_for{};
};

struct View {
  const char* id;
  const char* label;
  const char* output;
  ViewKind kind;
  double offset = 0, gain = 1;  // of data
  const char* asked_by = "";    // the tool's boolean that must be on
};

// A param and its value, as text; the value of booleans is decided elsewhere.
struct Setting {
  const char* param;
  const char* value;
};

// A param's value at which it does nothing.
struct Rest {
  const char* param;
  double value;
};

struct Effect {
  const char* tool;
  const char* identifier;
  const char* label;
  const char* help;
  std::span<const Clip> clips;  // the first is the picture
  std::span<const View> views;
  std::span<const Control> controls;
  std::span<const Setting> asking{};
  std::span<const Setting> fixed{};
  std::span<const Rest> unchanged{};  // with all of these, the picture comes out as it went in
};

extern const char* const version;   // of this build of Sfumato
extern const char* const grouping;  // the menu that hosts show effects in
extern const std::span<const Effect> effects;

// Index of the first control of that role (and subject), or of that name; -1 when there is none.
int control_index(const Effect& effect, Role role, std::string_view subject = {});
int control_named(const Effect& effect, std::string_view name);

}  // namespace sfumato::ofx
