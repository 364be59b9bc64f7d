#include "clients/gateway/object_reader.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace winnow {
namespace {

// More say nothing new, and each costs bytes of the answer.
constexpr size_t kErrorsMax = 100;
constexpr size_t kQuotedNameBytesMax = 40;
// Instead of a name that may not be quoted.
constexpr char kUnnamed[] = "(unknown)";

// Whether an unknown field's name may stand in the answer: names of fields do,
// a sentence or an address does not.
bool IsFieldName(absl::string_view name) {
  if (name.empty() || name.size() > kQuotedNameBytesMax) return false;
  for (const unsigned char c : name) {
    if (!absl::ascii_isalnum(c) && c != '_') return false;
  }
  return true;
}

}  // namespace

ObjectReader::ObjectReader(const nlohmann::json& object, std::string path,
                           std::vector<BadField>& errors)
    : object_(object), path_(std::move(path)), errors_(errors) {}

void ObjectReader::Complain(absl::string_view name, std::string what) {
  if (errors_.size() >= kErrorsMax) return;
  errors_.push_back({absl::StrCat(path_, name), std::move(what)});
}

const nlohmann::json* ObjectReader::Find(const char* name) {
  asked_.insert(name);
  const auto found = object_.find(name);
  return found == object_.end() || found->is_null() ? nullptr : &*found;
}

void ObjectReader::Text(const char* name,
                        const std::function<void(std::string)>& take) {
  const nlohmann::json* value = Find(name);
  if (value == nullptr) return;
  if (!value->is_string()) return Complain(name, "must be a string");
  take(value->get<std::string>());
}

void ObjectReader::Texts(const char* name,
                         const std::function<void(std::string)>& take) {
  const nlohmann::json* value = Find(name);
  if (value == nullptr) return;
  if (!value->is_array()) return Complain(name, "must be a list of strings");
  for (const nlohmann::json& item : *value) {
    if (!item.is_string()) return Complain(name, "must be a list of strings");
    take(item.get<std::string>());
  }
}

void ObjectReader::Number(const char* name,
                          const std::function<void(double)>& take) {
  const nlohmann::json* value = Find(name);
  if (value == nullptr) return;
  if (!value->is_number()) return Complain(name, "must be a number");
  take(value->get<double>());
}

void ObjectReader::Bool(const char* name,
                        const std::function<void(bool)>& take) {
  const nlohmann::json* value = Find(name);
  if (value == nullptr) return;
  if (!value->is_boolean()) return Complain(name, "must be true or false");
  take(value->get<bool>());
}

void ObjectReader::Word(const char* name, absl::string_view words,
                        const std::function<bool(const std::string&)>& take) {
  const nlohmann::json* value = Find(name);
  if (value == nullptr) return;
  if (!value->is_string() || !take(value->get<std::string>())) {
    Complain(name, absl::StrCat("must be one of ", words));
  }
}

void ObjectReader::Object(const char* name,
                          const std::function<void(ObjectReader&)>& take) {
  const nlohmann::json* value = Find(name);
  if (value == nullptr) return;
  if (!value->is_object()) return Complain(name, "must be an object");
  ObjectReader inner(*value, absl::StrCat(path_, name, "."), errors_);
  take(inner);
  inner.End();
}

void ObjectReader::Objects(const char* name,
                           const std::function<void(ObjectReader&)>& take) {
  const nlohmann::json* value = Find(name);
  if (value == nullptr) return;
  if (!value->is_array()) return Complain(name, "must be a list of objects");
  for (const nlohmann::json& item : *value) {
    if (!item.is_object()) return Complain(name, "must be a list of objects");
    ObjectReader inner(item, absl::StrCat(path_, name, "."), errors_);
    take(inner);
    inner.End();
  }
}

void ObjectReader::Items(
    const char* name,
    const std::function<void(const std::string&, ObjectReader&)>& take) {
  static const nlohmann::json* const empty =
      new nlohmann::json(nlohmann::json::object());
  const nlohmann::json* value = Find(name);
  if (value == nullptr) return;
  if (!value->is_object()) return Complain(name, "must be an object");
  for (const auto& [key, item] : value->items()) {
    const nlohmann::json& object = item.is_null() ? *empty : item;
    const std::string at =
        absl::StrCat(name, ".", IsFieldName(key) ? key : kUnnamed);
    if (!object.is_object()) {
      Complain(at, "must be an object");
      continue;
    }
    ObjectReader inner(object, absl::StrCat(path_, at, "."), errors_);
    take(key, inner);
    inner.End();
  }
}

void ObjectReader::RefuseWithoutKey(std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (Find(name) != nullptr) {
      Complain(name, "may be set with the site's key alone");
    }
  }
}

void ObjectReader::End() {
  for (const auto& [name, value] : object_.items()) {
    if (asked_.count(name) != 0) continue;
    Complain(IsFieldName(name) ? name : kUnnamed, kUnknownField);
  }
}

}  // namespace winnow
