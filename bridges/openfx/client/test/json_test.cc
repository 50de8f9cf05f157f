// SPDX-License-Identifier: Apache-2.0
#include "json.h"

#include <random>

#include "check.h"

using sfumato::engine::Json;
using sfumato::engine::json_quoted;

namespace {

bool is_json(std::string_view text) { return Json::parse(text).has_value(); }

TEST("JSON: values come out as they were written") {
  const auto json = Json::parse(R"( {"a":[1,-2.5,1e3,true,false,null],"b":{"c":"x\n\u00e9\ud83d\ude00"},"":0.1} )");
  CHECK(json.has_value());
  const Json& list = (*json)["a"];
  CHECK(list.items().size() == 6);
  CHECK(list.items()[0].number() == 1 && list.items()[1].number() == -2.5 && list.items()[2].number() == 1000);
  CHECK(list.items()[3].boolean() && !list.items()[4].boolean(true) && list.items()[5].is(Json::Kind::null));
  CHECK((*json)["b"]["c"].text() == "x\n\xc3\xa9\xf0\x9f\x98\x80");
  CHECK((*json)[""].number() == 0.1);
  CHECK((*json)["absent"]["deeper"].is(Json::Kind::null));
}

TEST("JSON: whole numbers are exact up to 2^53, and nothing else is one") {
  CHECK(Json::parse("9007199254740992")->whole(0, INT64_MAX) == int64_t{9007199254740992});
  CHECK(Json::parse("-9007199254740991")->whole(INT64_MIN, 0) == int64_t{-9007199254740991});
  for (const char* text : {"1.5", "1e300", "\"1\"", "null", "-1", "11"}) CHECK(!Json::parse(text)->whole(0, 10));
}

TEST("JSON: what is not JSON is refused") {
  for (const char* text :
       {"", " ", "{", "[1,]", "[1 2]", "{\"a\"}", "{\"a\":1,}", "{a:1}", "01", "1.", ".5", "+1", "1e", "--1", "tru",
        "nullx", "\"", "\"\\x\"", "\"\\u12\"", "\"\n\"", "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800\\u0041\"", "[1]]",
        "{\"a\":1,\"a\":2}", "1e999", "\"\xff\"", "\"\xc0\x80\"", "\"\xed\xa0\x80\"", "\"\xf4\x90\x80\x80\"", "\"\xe2\x82\""})
    if (is_json(text)) check::fail(__FILE__, __LINE__, text);
}

TEST("JSON: nesting has an end") {
  CHECK(is_json(std::string(64, '[') + std::string(64, ']')));
  CHECK(!is_json(std::string(66, '[') + std::string(66, ']')));
  CHECK(!is_json(std::string(1'000'000, '[')));
}

TEST("JSON: names of large objects are unique too") {
  std::string text = "{\"x\":0";
  for (int i = 0; i < 1000; ++i) text += ",\"" + std::to_string(i) + "\":" + std::to_string(i);
  CHECK(is_json(text + "}"));
  CHECK(!is_json(text + ",\"999\":1}"));
  CHECK(!is_json(text + ",\"x\":1}"));
}

TEST("JSON: text is quoted so that it is read back") {
  std::string all;
  for (int c = 1; c < 128; ++c) all.push_back(static_cast<char>(c));
  all += "\xc3\xa9\xf0\x9f\x98\x80";
  CHECK(Json::parse(json_quoted(all))->text() == all);
  CHECK(Json::parse(json_quoted("a\xff\x62"))->text() == "a\xef\xbf\xbd\x62");
}

// What the reader makes of bytes must never depend on luck: mutants of real messages, and noise.
TEST("JSON: the reader survives whatever comes") {
  const std::string seeds[] = {
      R"({"type":"done","id":7,"outputs":{"image":{"frame":"f1","width":3}},"handles":{"image":{"memory":"shm:/sfm-1-2-3"}},"elapsedMs":1.25})",
      R"({"type":"error","id":7,"error":{"code":"MODEL_MISSING","title":"T","cause":"\u00e9\ud83d\ude00","remedy":["a","b"]}})",
      R"([[[[{"a":[{}]},-0.5e-3]]]])"};
  auto random = check::random(1);
  int whole = 0;
  for (int i = 0; i < 30'000; ++i) {
    std::string text = seeds[random() % 3];
    for (uint32_t n = random() % 4; n > 0 && !text.empty(); --n) {
      const size_t at = random() % text.size();
      switch (random() % 4) {
        case 0: text[at] = static_cast<char>(random()); break;
        case 1: text.erase(at, random() % 9); break;
        case 2: text.insert(at, text.substr(random() % text.size(), random() % 9)); break;
        default: text.resize(at + 1);
      }
    }
    if (const auto json = Json::parse(text)) {
      ++whole;
      CHECK((*json)["id"].whole(0, 100).value_or(0) <= 100);
    }
  }
  CHECK(whole > 1000);
}

}  // namespace
