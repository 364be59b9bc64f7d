#include "clients/cli/setting_paths.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/duration.pb.h>
#include <google/protobuf/message.h>
#include <google/protobuf/util/json_util.h>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"

namespace winnow {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

bool IsDuration(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
         field.message_type() == google::protobuf::Duration::descriptor();
}

absl::Status BadValue(absl::string_view key, absl::string_view wanted) {
  return absl::InvalidArgumentError(absl::StrCat(key, " takes ", wanted));
}

std::string ListFields(const Descriptor& type) {
  std::vector<std::string> names;
  for (int i = 0; i < type.field_count(); ++i) {
    names.push_back(type.field(i)->name());
  }
  return absl::StrJoin(names, ", ");
}

// Parses `{"field": value}` into the message that has the field.
absl::Status SetFromJson(absl::string_view key, const FieldDescriptor& field,
                         absl::string_view value, Message& message) {
  const std::string json = absl::StrCat("{\"", field.name(), "\":", value, "}");
  message.GetReflection()->ClearField(&message, &field);
  const std::unique_ptr<Message> parsed(message.New());
  if (!google::protobuf::util::JsonStringToMessage(json, parsed.get()).ok()) {
    return BadValue(key, "JSON of its message; see winnow site show --json");
  }
  message.MergeFrom(*parsed);
  return absl::OkStatus();
}

absl::Status SetNumber(absl::string_view key, const FieldDescriptor& field,
                       absl::string_view value, Message& message) {
  const Reflection& reflection = *message.GetReflection();
  int32_t small = 0;
  int64_t large = 0;
  double real = 0;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      if (!absl::SimpleAtoi(value, &small)) {
        return BadValue(key, "a whole number");
      }
      reflection.SetInt32(&message, &field, small);
      return absl::OkStatus();
    case FieldDescriptor::CPPTYPE_INT64:
      if (!absl::SimpleAtoi(value, &large)) {
        return BadValue(key, "a whole number");
      }
      reflection.SetInt64(&message, &field, large);
      return absl::OkStatus();
    default:
      if (!absl::SimpleAtod(value, &real)) return BadValue(key, "a number");
      reflection.SetDouble(&message, &field, real);
      return absl::OkStatus();
  }
}

absl::Status SetEnum(absl::string_view key, const FieldDescriptor& field,
                     absl::string_view value, Message& message) {
  const std::string name = absl::AsciiStrToUpper(value);
  const auto* found = field.enum_type()->FindValueByName(name);
  if (found == nullptr || found->number() == 0) {
    std::vector<std::string> names;
    for (int i = 1; i < field.enum_type()->value_count(); ++i) {
      names.push_back(field.enum_type()->value(i)->name());
    }
    return BadValue(key, absl::StrCat("one of ", absl::StrJoin(names, ", ")));
  }
  message.GetReflection()->SetEnum(&message, &field, found);
  return absl::OkStatus();
}

absl::Status SetField(absl::string_view key, const FieldDescriptor& field,
                      absl::string_view value, Message& message) {
  const Reflection& reflection = *message.GetReflection();
  if (value.empty()) {
    reflection.ClearField(&message, &field);
    return absl::OkStatus();
  }
  if (IsDuration(field)) {
    const absl::StatusOr<absl::Duration> duration = ParseDurationText(value);
    if (!duration.ok()) return BadValue(key, "a duration such as 30d or 12h");
    auto* out = static_cast<google::protobuf::Duration*>(
        reflection.MutableMessage(&message, &field));
    out->set_seconds(absl::ToInt64Seconds(*duration));
    out->set_nanos(static_cast<int32_t>(
        absl::ToInt64Nanoseconds(*duration - absl::Seconds(out->seconds()))));
    return absl::OkStatus();
  }
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
    return SetFromJson(key, field, value, message);
  }
  if (field.is_repeated()) {  // only lists of words have no message
    reflection.ClearField(&message, &field);
    for (absl::string_view word : absl::StrSplit(value, ',')) {
      reflection.AddString(&message, &field,
                           std::string(absl::StripAsciiWhitespace(word)));
    }
    return absl::OkStatus();
  }
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      reflection.SetString(&message, &field, std::string(value));
      return absl::OkStatus();
    case FieldDescriptor::CPPTYPE_BOOL: {
      bool flag = false;
      if (!absl::SimpleAtob(value, &flag)) {
        return BadValue(key, "true or false");
      }
      reflection.SetBool(&message, &field, flag);
      return absl::OkStatus();
    }
    case FieldDescriptor::CPPTYPE_ENUM:
      return SetEnum(key, field, value, message);
    default:
      return SetNumber(key, field, value, message);
  }
}

std::string ValueText(const Message& message, const FieldDescriptor& field) {
  if (IsDuration(field)) {
    const auto& duration = static_cast<const google::protobuf::Duration&>(
        message.GetReflection()->GetMessage(message, &field));
    const int64_t day = 24 * 60 * 60;
    if (duration.seconds() != 0 && duration.seconds() % day == 0) {
      return absl::StrCat(duration.seconds() / day, "d");
    }
    return absl::FormatDuration(absl::Seconds(duration.seconds()));
  }
  // One field of a message of its own, without the braces and the name.
  const std::unique_ptr<Message> only(message.New());
  std::vector<const FieldDescriptor*> fields;
  only->CopyFrom(message);
  only->GetReflection()->ListFields(*only, &fields);
  for (const FieldDescriptor* other : fields) {
    if (other != &field) only->GetReflection()->ClearField(only.get(), other);
  }
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(*only, &json, options)
           .ok()) {
    return "";
  }
  absl::string_view text = json;
  absl::ConsumePrefix(&text, absl::StrCat("{\"", field.name(), "\":"));
  absl::ConsumeSuffix(&text, "}");
  if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE &&
      !field.is_repeated() && text.size() >= 2 && text.front() == '"') {
    text = text.substr(1, text.size() - 2);
  }
  return std::string(text);
}

void AppendSettings(
    const Message& message, const std::string& prefix,
    std::vector<std::pair<std::string, std::string>>& settings) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const std::string path = absl::StrCat(prefix, field->name());
    const bool nested = field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
                        !field->is_repeated() && !IsDuration(*field);
    if (nested) {
      AppendSettings(message.GetReflection()->GetMessage(message, field),
                     path + ".", settings);
    } else {
      settings.emplace_back(path, ValueText(message, *field));
    }
  }
}

}  // namespace

absl::StatusOr<absl::Duration> ParseDurationText(absl::string_view text) {
  // Abseil knows no days.
  absl::string_view days_text = text;
  int64_t days = 0;
  if (absl::ConsumeSuffix(&days_text, "d") &&
      absl::SimpleAtoi(days_text, &days) && days >= 0) {
    return absl::Hours(24) * days;
  }
  absl::Duration duration;
  if (!absl::ParseDuration(text, &duration) ||
      duration < absl::ZeroDuration()) {
    return absl::InvalidArgumentError("");
  }
  return duration;
}

absl::StatusOr<std::string> SetSetting(absl::string_view key,
                                       absl::string_view value,
                                       v1::Site& site) {
  if (key == "display_name") {
    site.set_display_name(std::string(value));
    return std::string(key);
  }
  absl::string_view path = key;
  absl::ConsumePrefix(&path, "settings.");
  Message* message = site.mutable_settings();
  const std::vector<absl::string_view> parts = absl::StrSplit(path, '.');
  for (size_t i = 0; i < parts.size(); ++i) {
    const FieldDescriptor* field =
        message->GetDescriptor()->FindFieldByName(std::string(parts[i]));
    const bool last = i + 1 == parts.size();
    const bool is_group =
        field != nullptr &&
        field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
        !field->is_repeated() && !IsDuration(*field);
    if (field == nullptr || (!last && !is_group)) {
      return absl::InvalidArgumentError(
          absl::StrCat("there is no setting ", key, "; there are ",
                       i == 0 ? "display_name, " : "",
                       ListFields(*message->GetDescriptor())));
    }
    if (last) {
      if (is_group && !value.empty() && !absl::StartsWith(value, "{")) {
        return absl::InvalidArgumentError(
            absl::StrCat(key, " is a group: name one of ", key, ".… with ",
                         ListFields(*field->message_type())));
      }
      const absl::Status set = SetField(key, *field, value, *message);
      if (!set.ok()) return set;
      break;
    }
    message = message->GetReflection()->MutableMessage(message, field);
  }
  return absl::StrCat("settings.", path);
}

std::vector<std::pair<std::string, std::string>> ListSettings(
    const v1::SiteSettings& settings) {
  std::vector<std::pair<std::string, std::string>> list;
  AppendSettings(settings, "", list);
  return list;
}

}  // namespace winnow
