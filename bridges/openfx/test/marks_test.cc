// SPDX-License-Identifier: Apache-2.0
#include "marks.h"

#include <clocale>
#include <cstring>

#include "check.h"

using namespace sfumato::ofx;

namespace {

Marks parsed(const char* text) {
  auto marks = Marks::parse(text);
  CHECK(marks.has_value());
  return marks ? *marks : Marks();
}

Control position(const char* field) {
  return {.kind = ControlKind::position, .role = Role::mark_field, .name = "P", .label = "", .hint = "", .field = field};
}
Control number(const char* field, double at_first = 0) {
  return {.kind = ControlKind::number, .role = Role::mark_field, .name = "N", .label = "", .hint = "", .field = field,
          .number = {at_first}};
}

}  // namespace

TEST("numbers are written as JSON whatever the host's locale") {
  const char* comma[] = {"de_DE.UTF-8", "de_DE", "fr_FR.UTF-8"};
  for (const char* name : comma)
    if (std::setlocale(LC_NUMERIC, name)) break;
  CHECK(Value(0.1).write() == "0.1");
  CHECK(Value(1e300).write() == "1e+300");
  CHECK(Value(1.0 / 3).write().find(',') == std::string::npos);
  std::setlocale(LC_NUMERIC, "C");
  CHECK(Value(0.0 / 0.0).write() == "0");
}

TEST("text that is no JSON, or no marks, is told apart from marks") {
  CHECK(!Marks::parse(""));
  CHECK(!Marks::parse("{"));
  CHECK(!Marks::parse("[]"));
  CHECK(!Marks::parse("{\"points\":[]}"));
  CHECK(parsed("{\"v\":1}").count("points") == 0);
  CHECK(parsed("{\"v\":2}").newer());
  CHECK(!parsed("{\"v\":1}").newer());
}

TEST("what is not known is kept: a newer light's values survive an edit") {
  Marks marks = parsed("{\"v\":1,\"lights\":[{\"kind\":\"point\",\"x\":0.5,\"y\":0.5,\"gobo\":[1,\"a\"]}],\"later\":true}");
  Value light = marks.at("lights", 0, 0);
  marks.put("lights", 0, 0, with_mark_field(light, number("intensity"), {2, 0, 0}));
  CHECK(marks.write() ==
        "{\"v\":1,\"lights\":[{\"kind\":\"point\",\"x\":0.5,\"y\":0.5,\"gobo\":[1,\"a\"],\"intensity\":2}],\"later\":true}");
}

TEST("between two keys numbers are blended, outside they stay, words stay") {
  Marks marks = parsed("{\"v\":1,\"lights\":[{\"kind\":\"point\",\"x\":0,\"y\":0}]}");
  marks.key("lights", 0, 10);
  marks.put("lights", 0, 20, *Value::parse("{\"kind\":\"spot\",\"x\":1,\"y\":0.5}"));
  CHECK(marks.keyed());
  CHECK_NEAR(marks.at("lights", 0, 15)["x"].number(), 0.5, 1e-12);
  CHECK_NEAR(marks.at("lights", 0, 12.5)["y"].number(), 0.125, 1e-12);
  CHECK(marks.at("lights", 0, 15)["kind"].text() == "point");
  CHECK_NEAR(marks.at("lights", 0, -5)["x"].number(), 0, 1e-12);
  CHECK_NEAR(marks.at("lights", 0, 99)["x"].number(), 1, 1e-12);
  CHECK(marks.at("lights", 0, 15)["keys"].is_null());
  CHECK(marks.at("lights", 0, 15)["t"].is_null());
}

TEST("a key at the same time replaces the one that was there") {
  Marks marks = parsed("{\"v\":1,\"points\":[{\"x\":0,\"y\":0,\"label\":\"add\"}]}");
  marks.key("points", 0, 5);
  marks.put("points", 0, 5, *Value::parse("{\"x\":0.25,\"y\":0,\"label\":\"add\"}"));
  CHECK_NEAR(marks.at("points", 0, 5)["x"].number(), 0.25, 1e-12);
  CHECK(!marks.keyed());
  marks.forget_keys("points", 0, 5);
  CHECK(marks.write() == "{\"v\":1,\"points\":[{\"x\":0.25,\"y\":0,\"label\":\"add\"}]}");
}

TEST("marks are added and removed; those that are not there change nothing") {
  Marks marks = parsed("{\"v\":1,\"points\":[],\"box\":null}");
  marks.add("points", *Value::parse("{\"x\":0.1,\"y\":0.2,\"label\":\"add\"}"));
  marks.put("box", 0, 0, *Value::parse("{\"x\":0,\"y\":0,\"width\":1,\"height\":1}"));
  CHECK(marks.count("points") == 1);
  CHECK(marks.count("box") == 1);
  marks.remove("points", 7);
  marks.key("points", 7, 0);
  CHECK(marks.at("points", 7, 0).is_null());
  CHECK(marks.count("points") == 1);
  marks.remove("points", 0);
  marks.remove("box", 0);
  CHECK(marks.write() == "{\"v\":1,\"points\":[],\"box\":null}");
}

TEST("controls show places with y up and keep a box's corners in order") {
  const Value box = *Value::parse("{\"x\":0.2,\"y\":0.1,\"width\":0.4,\"height\":0.3}");
  const auto from = mark_field(box, position("from")), to = mark_field(box, position("to"));
  CHECK_NEAR(from[0], 0.2, 1e-12);
  CHECK_NEAR(from[1], 0.6, 1e-12);
  CHECK_NEAR(to[0], 0.6, 1e-12);
  CHECK_NEAR(to[1], 0.9, 1e-12);
  const Value turned = with_mark_field(box, position("from"), {0.8, 0.95, 0});
  CHECK_NEAR(turned["x"].number(), 0.6, 1e-12);
  CHECK_NEAR(turned["width"].number(), 0.2, 1e-12);
  CHECK_NEAR(turned["height"].number(), 0.05, 1e-12);
  const Value point = with_mark_field(Value(), position(""), {0.25, 0.75, 0});
  CHECK_NEAR(point["y"].number(), 0.25, 1e-12);
}

TEST("a light has a temperature or a colour: the last that was set") {
  Value light = *Value::parse("{\"kind\":\"point\",\"temperature\":5000}");
  Control colour = number("colour");
  colour.kind = ControlKind::colour;
  light = with_mark_field(light, colour, {1, 0.5, 0});
  CHECK(light["temperature"].is_null());
  CHECK(light["colour"].list().size() == 3);
  light = with_mark_field(light, number("temperature"), {3000, 0, 0});
  CHECK(light["colour"].is_null());
}

TEST("an aim that was never set is whole once one of its parts is") {
  const Value light = with_mark_field(*Value::parse("{\"kind\":\"spot\"}"), number("target.z"), {0.3, 0, 0});
  CHECK(light["target"]["x"].is_number() && light["target"]["y"].is_number());
  CHECK_NEAR(light["target"]["z"].number(), 0.3, 1e-12);
  CHECK_NEAR(mark_field(light, number("target.z"))[0], 0.3, 1e-12);
}

TEST("marks of the whole picture are placed in the part that the engine gets") {
  const Marks marks = parsed("{\"v\":1,\"strokes\":[{\"points\":[{\"x\":0.5,\"y\":0.5}],\"radius\":0.1,\"label\":\"add\"}]}");
  const Placement half{.scale_x = 2, .offset_x = -1, .scale_y = 1, .offset_y = 0, .length = 2};
  const Value placed = marks.all_at("strokes", 0, half);
  CHECK_NEAR(placed.list()[0]["points"].list()[0]["x"].number(), 0, 1e-12);
  CHECK_NEAR(placed.list()[0]["points"].list()[0]["y"].number(), 0.5, 1e-12);
  CHECK_NEAR(placed.list()[0]["radius"].number(), 0.2, 1e-12);
}

TEST("every effect's marks begin readable, and what Add adds has all that a mark needs") {
  for (const Effect& effect : effects) {
    const int index = control_index(effect, Role::marks);
    if (index < 0) continue;
    const auto marks = Marks::parse(effect.controls[static_cast<size_t>(index)].text);
    CHECK(marks && !marks->newer());
    for (const Control& control : effect.controls) {
      if (control.role != Role::mark_field) continue;
      const Value mark = first_mark(effect, control.subject);
      CHECK(mark.is_object());
      if (marks->count(control.subject) > 0 && !*control.only_for.control && std::strcmp(control.field, "colour") != 0)
        CHECK_NEAR(mark_field(marks->at(control.subject, 0, 0), control)[0], control.number[0], 1e-9);
    }
  }
}
