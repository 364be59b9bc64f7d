// Disqus' export: first all threads, then all posts, each with the id of its
// thread and of the post it answers.
#include <cstring>
#include <deque>
#include <string>
#include <unordered_map>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/import_fields.h"
#include "clients/cli/import_source.h"
#include "clients/cli/xml_reader.h"

namespace winnow {
namespace {

// Threads are kept until the posts come, at some 200 bytes each.
constexpr size_t kThreadBytesMax = size_t{256} << 20;

struct DisqusThread {
  std::string identifier;  // the site's own
  std::string link;
  std::string title;
};

struct DisqusPost {
  std::string id;
  std::string thread;
  std::string parent;
  std::string message;
  std::string created;
  std::string deleted;
  std::string spam;
  std::string name;
  std::string username;
  std::string email;
  std::string ip;
  bool is_cut = false;
};

class ImportDisqus final : public ImportSource, private XmlHandler {
 public:
  ImportDisqus(std::istream& input, ThreadsBy threads)
      : reader_(input, *this), threads_by_(threads) {}

  bool Next(SourceComment& comment) override {
    while (ready_.empty()) {
      if (!reader_.ReadOn() && ready_.empty()) return false;
    }
    comment = std::move(ready_.front());
    ready_.pop_front();
    return true;
  }

  absl::Status status() const override {
    if (!reader_.status().ok()) return reader_.status();
    if (!is_disqus_) {
      return absl::InvalidArgumentError(
          "this is no export of Disqus: its root is not <disqus>");
    }
    if (is_full_) {
      return absl::ResourceExhaustedError(
          "the file has more threads than fit into 256 MB; what stands in "
          "those was not imported");
    }
    return absl::OkStatus();
  }

  int64_t bytes_read() const override { return reader_.bytes_read(); }

 private:
  enum class In { kNothing, kThread, kPost };

  static std::string IdOf(const char** attributes) {
    for (; attributes[0] != nullptr; attributes += 2) {
      if (std::strcmp(attributes[0], "dsq:id") == 0) return attributes[1];
    }
    return "";
  }

  void Begin(absl::string_view name, const char** attributes) override {
    ++depth_;
    if (depth_ == 1) {
      is_disqus_ = name == "disqus";
    } else if (depth_ == 2) {
      const std::string id = IdOf(attributes);
      in_ = name == "thread" ? In::kThread
            : name == "post" ? In::kPost
                             : In::kNothing;
      thread_ = {};
      post_ = {};
      // A thread among the posts would be a place, not a thread.
      (in_ == In::kThread ? thread_id_ : post_.id) = id;
    } else if (depth_ == 3 && in_ == In::kPost && name == "thread") {
      post_.thread = IdOf(attributes);
    } else if (depth_ == 3 && in_ == In::kPost && name == "parent") {
      post_.parent = IdOf(attributes);
    } else if (depth_ == 3) {
      is_author_ = name == "author";
      BeginField(in_ == In::kThread ? ThreadField(name) : PostField(name));
    } else if (depth_ == 4 && is_author_ && in_ == In::kPost) {
      BeginField(AuthorField(name));
    }
  }

  void BeginField(std::string* field) {
    field_ = field;
    field_depth_ = depth_;
    if (field_ == nullptr) return;
    text_.Begin(field_ == &post_.message ? kImportBodyBytesMax
                                         : kImportFieldBytesMax);
  }

  void Text(absl::string_view text) override {
    if (field_ != nullptr && depth_ == field_depth_) text_.Add(text);
  }

  void End(absl::string_view /*name*/) override {
    if (field_ != nullptr && depth_ == field_depth_) {
      *field_ = text_.Take();
      if (field_ == &post_.message) post_.is_cut = text_.cut();
      field_ = nullptr;
    }
    if (depth_ == 2) {
      if (in_ == In::kThread) KeepThread();
      if (in_ == In::kPost) TakePost();
      in_ = In::kNothing;
    }
    --depth_;
  }

  std::string* ThreadField(absl::string_view name) {
    if (in_ != In::kThread) return nullptr;
    if (name == "id") return &thread_.identifier;
    if (name == "link") return &thread_.link;
    if (name == "title") return &thread_.title;
    return nullptr;
  }

  std::string* PostField(absl::string_view name) {
    if (in_ != In::kPost) return nullptr;
    if (name == "message") return &post_.message;
    if (name == "createdAt") return &post_.created;
    if (name == "isDeleted") return &post_.deleted;
    if (name == "isSpam") return &post_.spam;
    if (name == "ipAddress") return &post_.ip;
    return nullptr;
  }

  std::string* AuthorField(absl::string_view name) {
    if (name == "name") return &post_.name;
    if (name == "username") return &post_.username;
    if (name == "email") return &post_.email;
    return nullptr;
  }

  void KeepThread() {
    if (thread_id_.empty()) return;
    thread_bytes_ += 100 + thread_id_.size() + thread_.identifier.size() +
                     thread_.link.size() + thread_.title.size();
    if (thread_bytes_ > kThreadBytesMax) {
      is_full_ = true;
      return;
    }
    all_threads_[thread_id_] = std::move(thread_);
  }

  void TakePost() {
    SourceComment out;
    out.place =
        absl::StrCat("post ", post_.id.empty() ? "without id" : post_.id);
    const auto thread = all_threads_.find(post_.thread);
    if (post_.id.empty()) {
      out.error = absl::InvalidArgumentError("it has no dsq:id");
    } else if (thread == all_threads_.end()) {
      out.error = absl::InvalidArgumentError("its thread is not in the file");
    } else if (post_.is_cut) {
      out.error =
          absl::InvalidArgumentError("its text is longer than 200,000 bytes");
    } else {
      Fill(thread->second, out.request);
    }
    ready_.push_back(std::move(out));
  }

  void Fill(const DisqusThread& place, v1::ImportCommentsRequest& out) {
    out.set_body_is_html(true);
    v1::SubmitCommentRequest& comment = *out.mutable_comment();
    v1::Thread& thread = *comment.mutable_thread();
    const std::string identifier(absl::StripAsciiWhitespace(place.identifier));
    const bool by_link = threads_by_ == ThreadsBy::kLink || identifier.empty();
    thread.set_id(by_link ? place.link : identifier);
    thread.set_url(place.link);
    thread.set_title(PlainName(place.title));
    comment.set_display_name(PlainName(post_.name));
    comment.set_email(std::string(absl::StripAsciiWhitespace(post_.email)));
    // Most exports have no addresses; their authors are known by their accounts
    // there.
    const absl::string_view account =
        absl::StripAsciiWhitespace(post_.username);
    if (comment.email().empty() && !account.empty()) {
      comment.set_author_id(absl::StrCat("disqus:", account.substr(0, 100)));
    }
    comment.set_network_address(
        std::string(absl::StripAsciiWhitespace(post_.ip)));
    comment.set_body(std::move(post_.message));
    v1::ImportOrigin& origin = *comment.mutable_import_origin();
    origin.set_source_id(absl::StrCat("disqus:", post_.id));
    if (!post_.parent.empty()) {
      origin.set_parent_source_id(absl::StrCat("disqus:", post_.parent));
    }
    google::protobuf::Timestamp time;
    if (ReadUtcTime(post_.created, time)) *origin.mutable_create_time() = time;
    origin.set_decision(post_.spam == "true"      ? v1::Comment::SPAM
                        : post_.deleted == "true" ? v1::Comment::WITHDRAWN
                                                  : v1::Comment::APPROVED);
  }

  XmlReader reader_;
  const ThreadsBy threads_by_;
  std::deque<SourceComment> ready_;
  std::unordered_map<std::string, DisqusThread> all_threads_;
  size_t thread_bytes_ = 0;
  bool is_full_ = false;
  bool is_disqus_ = false;
  In in_ = In::kNothing;
  bool is_author_ = false;
  std::string thread_id_;
  DisqusThread thread_;
  DisqusPost post_;
  FieldText text_;
  std::string* field_ = nullptr;  // where the text goes when it ends
  int field_depth_ = 0;
  int depth_ = 0;
};

}  // namespace

std::unique_ptr<ImportSource> ReadImportDisqus(std::istream& input,
                                               ThreadsBy threads) {
  return std::make_unique<ImportDisqus>(input, threads);
}

}  // namespace winnow
