// SPDX-License-Identifier: Apache-2.0
// Properties of one object: what the host put there, what plugins may read and set, and what they did wrong.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <variant>
#include <vector>

#include "ofxhost/handle.h"

namespace ofxhost {

enum class ValueType { integer, real, text, pointer };
using Value = std::variant<int, double, std::string, void*>;  // in the order of ValueType

struct Property {
  ValueType type;
  int dimension;  // 0: as many as are set
  std::vector<Value> values;
  bool plugin_sets = false;
  bool boolean = false;      // only 0 and 1
  bool by_index_only = false;  // the functions that end in N fail, as on HostSupport's clips
};

// Thread-safe: render threads and the main thread read the same sets.
class PropertySet final : public Handled {
 public:
  static constexpr Kind handle_kind = Kind::property_set;

  // `owner` says in the journal whose properties these are, such as "param amount".
  explicit PropertySet(std::string owner);
  // A copy for an instance made from its descriptor.
  PropertySet(std::string owner, const PropertySet& from);

  OfxPropertySetHandle handle() const { return static_cast<OfxPropertySetHandle>(raw_handle()); }
  const std::string& owner() const { return owner_; }

  // Adds or replaces a property. Type and dimension are the standard's; `values` may be short.
  void define(const std::string& name, bool plugin_sets, std::vector<Value> values = {});
  void define(const std::string& name, Property property);
  void remove(const std::string& name);
  // Marks a property so that the functions that end in N fail.
  void by_index_only(const std::string& name);

  // The host's own reading and writing; reading what is not there gives the fallback.
  void put(const std::string& name, std::vector<Value> values);
  bool has(const std::string& name) const;
  std::vector<Value> values(const std::string& name) const;
  int integer(const std::string& name, int index = 0, int fallback = 0) const;
  double real(const std::string& name, int index = 0, double fallback = 0) const;
  std::string text(const std::string& name, int index = 0, const std::string& fallback = "") const;
  void* pointer(const std::string& name) const;
  std::map<std::string, Property> all() const;

  // The plugin's calls. `many`: by a function that ends in N, which sets or gets indices 0 to count-1.
  OfxStatus plugin_set(const char* name, ValueType type, int first, const std::vector<Value>& values, bool many);
  OfxStatus plugin_get(const char* name, ValueType type, int first, int count, std::vector<Value>& values, bool many);
  OfxStatus plugin_reset(const char* name);
  OfxStatus plugin_dimension(const char* name, int* count);

 private:
  Property* find_for_plugin(const char* name, const char* doing);

  const std::string owner_;
  mutable std::mutex guard_;
  std::map<std::string, Property> properties_;
  std::map<std::string, std::vector<Value>> defaults_;
};

}  // namespace ofxhost
