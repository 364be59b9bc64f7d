// Takes the fields of one JSON object into a message and remembers what did not
// fit.
//
// Threads: one at a time.

#ifndef WINNOW_CLIENTS_GATEWAY_OBJECT_READER_H_
#define WINNOW_CLIENTS_GATEWAY_OBJECT_READER_H_

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "clients/gateway/problem.h"

namespace winnow {

// What is wrong with a field that a request does not have.
inline constexpr char kUnknownField[] = "is not a field of this request";

class ObjectReader {
 public:
  // `object` is a JSON object; `path` stands before its fields' names in
  // errors, as `thread.`. All must outlive this object.
  ObjectReader(const nlohmann::json& object, std::string path,
               std::vector<BadField>& errors);

  // Each takes a field, if it is there and not null.
  void Text(const char* name, const std::function<void(std::string)>& take);
  void Texts(const char* name, const std::function<void(std::string)>& take);
  void Number(const char* name, const std::function<void(double)>& take);
  void Bool(const char* name, const std::function<void(bool)>& take);
  // One of several words, which `take` knows; it answers whether it does.
  void Word(const char* name, absl::string_view words,
            const std::function<bool(const std::string&)>& take);
  void Object(const char* name, const std::function<void(ObjectReader&)>& take);
  // A list of objects; an object whose fields are objects, which may be null.
  void Objects(const char* name,
               const std::function<void(ObjectReader&)>& take);
  void Items(
      const char* name,
      const std::function<void(const std::string&, ObjectReader&)>& take);
  // Whether the field is there, whatever it holds; End() does not mind it.
  bool Has(const char* name) { return Find(name) != nullptr; }

  // Says of fields that are there that they need the site's key.
  void RefuseWithoutKey(std::initializer_list<const char*> names);

  // Complains about every field that nobody asked for.
  void End();

 private:
  // Null if the field is not there, or is null.
  const nlohmann::json* Find(const char* name);
  void Complain(absl::string_view name, std::string what);

  const nlohmann::json& object_;
  const std::string path_;
  std::vector<BadField>& errors_;
  std::set<std::string> asked_;
};

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_OBJECT_READER_H_
