// SPDX-License-Identifier: Apache-2.0
#include <cstring>
#include <set>
#include <string>

#include "check.h"
#include "ofx/ofx.h"

TEST("every constant has the standard's value") {
#define TEXT(name, value) CHECK(std::strcmp(name, value) == 0);
#define NUMBER(name, value) CHECK(name == value);
#include "constants.inc"
#undef TEXT
#undef NUMBER
}

TEST("the property table names each of the standard's properties once") {
  std::set<std::string> names;
  for (const OfxPropertyDeclaration& property : kOfxProperties) {
    CHECK(names.insert(property.name).second);
    CHECK(property.dimension >= 0 && property.dimension <= 4);
  }
  CHECK(names.count(kOfxPropLabel) == 1);
  CHECK(names.count(kOfxImagePropRowBytes) == 1);
}
