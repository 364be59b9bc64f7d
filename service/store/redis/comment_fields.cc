#include "service/store/redis/comment_fields.h"

#include <algorithm>
#include <charconv>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "service/store/redis/note_record.h"
#include "service/store/redis/verdict_record.h"

namespace winnow {
namespace {

constexpr char kFormat[] = "1";
constexpr int kPriorityMax = 999;

// Room for all but the longest texts of a comment.
constexpr size_t kFieldsBytes = 1024;

void Add(Arguments& fields, absl::string_view name, absl::string_view value) {
  if (value.empty()) return;
  fields.Append(name);
  fields.Append(value);
}

// Hashes of more than a few fields give them in no order.
absl::Status AddNote(absl::string_view number, absl::string_view value,
                     PrivatePart& hidden) {
  auto note = DecodeNote(value);
  if (!note.ok()) return note.status();
  note->number = static_cast<int>(IntOf(number));
  const auto at = std::find_if(
      hidden.notes.begin(), hidden.notes.end(),
      [&note](const Note& other) { return other.number > note->number; });
  hidden.notes.insert(at, *std::move(note));
  return absl::OkStatus();
}

void AddFlag(Arguments& fields, absl::string_view name, bool value) {
  if (value) Add(fields, name, "1");
}

}  // namespace

std::string StateCode(State state) {
  return std::string(1, static_cast<char>(state));
}

std::string MillisText(absl::Time time) {
  return absl::StrCat(absl::ToUnixMillis(time));
}

int64_t IntOf(absl::string_view text) {
  int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  return stop == end && error == std::errc() ? number : 0;
}

absl::Time TimeOfMillis(absl::string_view text) {
  return absl::FromUnixMillis(IntOf(text));
}

std::string IndexScore(State state, int priority, absl::Time arrival,
                       absl::Time create_time) {
  if (state != State::kHeld) return MillisText(create_time);
  const int64_t rank = kPriorityMax - std::clamp(priority, 0, kPriorityMax);
  return absl::StrCat((rank << 42) + absl::ToUnixMillis(arrival));
}

Arguments PublicFields(const Comment& comment) {
  Arguments fields;
  fields.Reserve(kFieldsBytes + comment.body.size());
  Add(fields, "v", kFormat);
  Add(fields, "thread", comment.thread);
  if (comment.parent) Add(fields, "parent", comment.parent->Bytes());
  Add(fields, "name", comment.display_name);
  Add(fields, "website", comment.website);
  Add(fields, "body", comment.body);
  Add(fields, "state", StateCode(comment.state));
  Add(fields, "handle", comment.author_handle);
  if (comment.author_role != AuthorRole::kReader) {
    Add(fields, "role", "s");
  }
  AddFlag(fields, "verified", comment.author_verified);
  Add(fields, "created", MillisText(comment.create_time));
  if (comment.update_time != comment.create_time) {
    Add(fields, "updated", MillisText(comment.update_time));
  }
  Add(fields, "rev", absl::StrCat(comment.revision));
  AddFlag(fields, "edited", comment.edited);
  AddFlag(fields, "deleted", comment.deleted);
  AddFlag(fields, "featured", comment.featured);
  Add(fields, "why", comment.public_reason);
  Add(fields, "message", comment.public_message);
  return fields;
}

void SetPublicField(absl::string_view name, absl::string_view value,
                    Comment& comment) {
  if (name == "thread") {
    comment.thread = std::string(value);
  } else if (name == "parent") {
    comment.parent = UuidFromBytes(value);
  } else if (name == "name") {
    comment.display_name = std::string(value);
  } else if (name == "website") {
    comment.website = std::string(value);
  } else if (name == "body") {
    comment.body = std::string(value);
  } else if (name == "state") {
    comment.state = StateFromCode(value).value_or(State::kHeld);
  } else if (name == "handle") {
    comment.author_handle = std::string(value);
  } else if (name == "role") {
    comment.author_role =
        value == "s" ? AuthorRole::kStaff : AuthorRole::kReader;
  } else if (name == "verified") {
    comment.author_verified = value == "1";
  } else if (name == "created") {
    comment.create_time = TimeOfMillis(value);
    // Written only once it differs; "updated" follows "created" in the hash.
    comment.update_time = std::max(comment.update_time, comment.create_time);
  } else if (name == "updated") {
    comment.update_time = TimeOfMillis(value);
  } else if (name == "rev") {
    comment.revision = IntOf(value);
  } else if (name == "edited") {
    comment.edited = value == "1";
  } else if (name == "deleted") {
    comment.deleted = value == "1";
  } else if (name == "featured") {
    comment.featured = value == "1";
  } else if (name == "replies") {
    comment.reply_count = IntOf(value);
  } else if (name == "why") {
    comment.public_reason = std::string(value);
  } else if (name == "message") {
    comment.public_message = std::string(value);
  }
}

Arguments PrivateFields(const Uuid& id, const PrivatePart& hidden) {
  Arguments fields;
  fields.Reserve(kFieldsBytes);
  Add(fields, "v", kFormat);
  Add(fields, "thread", hidden.thread_key);
  Add(fields, "email", hidden.email.bytes);
  Add(fields, "author", hidden.author.exact);
  Add(fields, "folded", hidden.author.folded);
  Add(fields, "host", hidden.network.host);
  Add(fields, "subnet", hidden.network.subnet);
  Add(fields, "account", hidden.author_id);
  Add(fields, "verdict", EncodeVerdict(hidden.verdict));
  Add(fields, "sketch", hidden.sketch);
  // Most texts have no copies and are known by their own id.
  if (hidden.cluster && *hidden.cluster != id) {
    Add(fields, "cluster", hidden.cluster->Bytes());
  }
  Add(fields, "tags", absl::StrJoin(hidden.tags, "\n"));
  // Above one with a parent and no depth stands one comment.
  if (hidden.depth > 1) Add(fields, "depth", absl::StrCat(hidden.depth));
  return fields;
}

absl::Status SetPrivateField(absl::string_view name, absl::string_view value,
                             PrivatePart& hidden) {
  if (name == "thread") {
    hidden.thread_key = std::string(value);
  } else if (name == "email") {
    hidden.email.bytes = std::string(value);
  } else if (name == "author") {
    hidden.author.exact = std::string(value);
  } else if (name == "folded") {
    hidden.author.folded = std::string(value);
  } else if (name == "host") {
    hidden.network.host = std::string(value);
  } else if (name == "subnet") {
    hidden.network.subnet = std::string(value);
  } else if (name == "account") {
    hidden.author_id = std::string(value);
  } else if (name == "verdict") {
    return DecodeVerdict(value, hidden.verdict);
  } else if (name == "sketch") {
    hidden.sketch = std::string(value);
  } else if (name == "cluster") {
    hidden.cluster = UuidFromBytes(value);
  } else if (name == "tags") {
    hidden.tags = absl::StrSplit(value, '\n', absl::SkipEmpty());
  } else if (name == "depth") {
    hidden.depth = static_cast<int>(IntOf(value));
  } else if (name == "by") {
    hidden.decided_by = std::string(value);
  } else if (name == "decision") {
    hidden.last_decision = std::string(value);
  } else if (name == "appeal") {
    hidden.appeal = std::string(value);
  } else if (name == "appealed") {
    hidden.appeal_time = TimeOfMillis(value);
  } else if (name != "notes" && absl::ConsumePrefix(&name, "note")) {
    return AddNote(name, value, hidden);
  } else if (name == "stripped") {
    hidden.stripped = value == "1";
  } else if (name == "similar") {
    hidden.similar = IntOf(value);
  } else if (name == "ban") {
    const std::vector<absl::string_view> parts = absl::StrSplit(value, '|');
    if (parts.size() == 3) hidden.author_ban = std::string(parts[1]);
  }
  return absl::OkStatus();
}

Arguments ThreadFields(const ThreadInfo& thread, absl::string_view print) {
  Arguments fields;
  Add(fields, "id", thread.id);
  Add(fields, "url", thread.url);
  Add(fields, "title", thread.title);
  Add(fields, "section", thread.section);
  Add(fields, "tags", absl::StrJoin(thread.tags, "\n"));
  Add(fields, "print", print);
  return fields;
}

void SetThreadField(absl::string_view name, absl::string_view value,
                    ThreadInfo& thread) {
  if (name == "id") {
    thread.id = std::string(value);
  } else if (name == "url") {
    thread.url = std::string(value);
  } else if (name == "title") {
    thread.title = std::string(value);
  } else if (name == "section") {
    thread.section = std::string(value);
  } else if (name == "tags") {
    thread.tags = absl::StrSplit(value, '\n', absl::SkipEmpty());
  }
}

}  // namespace winnow
