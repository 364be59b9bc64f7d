// WordPress' export: RSS with an item for each post and, in it, an element for
// each of its comments.
#include <deque>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "clients/cli/import_fields.h"
#include "clients/cli/import_source.h"
#include "clients/cli/xml_reader.h"

namespace winnow {
namespace {

constexpr size_t kBlogBytesMax = 90;

constexpr char kPings[] = "pingbacks and trackbacks";
constexpr char kOtherKinds[] = "entries of other kinds than comments";
constexpr char kDeletedPosts[] = "comments on deleted posts";

struct Post {
  std::string id;
  std::string link;
  std::string title;
  std::string status;
};

struct WxrComment {
  std::string id;
  std::string parent;
  std::string author;
  std::string email;
  std::string url;
  std::string ip;
  std::string date;
  std::string date_gmt;
  std::string content;
  std::string approved;
  std::string type;
  bool is_cut = false;
};

class ImportWxr final : public ImportSource, private XmlHandler {
 public:
  ImportWxr(std::istream& input, ThreadsBy threads)
      : reader_(input, *this), threads_(threads) {}

  bool Next(SourceComment& comment) override {
    while (ready_.empty()) {
      if (!reader_.ReadOn() && ready_.empty()) return false;
    }
    comment = std::move(ready_.front());
    ready_.pop_front();
    return true;
  }

  absl::Status status() const override {
    if (reader_.status().ok() && !is_wxr_) {
      return absl::InvalidArgumentError(
          "this is no export of WordPress: Tools, Export writes one");
    }
    return reader_.status();
  }

  int64_t bytes_read() const override { return reader_.bytes_read(); }

 private:
  void Begin(absl::string_view name, const char** /*attributes*/) override {
    ++depth_;
    if (comment_depth_ > 0) {
      // What is deeper is about the comment's own details.
      if (depth_ == comment_depth_ + 1) BeginField(CommentField(name), name);
    } else if (item_depth_ > 0) {
      if (name == "wp:comment") {
        comment_depth_ = depth_;
        comment_ = {};
      } else if (depth_ == item_depth_ + 1) {
        BeginField(PostField(name), name);
      }
    } else if (name == "item") {
      item_depth_ = depth_;
      post_ = {};
    } else if (name == "wp:base_blog_url" || name == "wp:wxr_version") {
      BeginField(name == "wp:base_blog_url" ? &blog_ : &version_, name);
    }
  }

  void BeginField(std::string* field, absl::string_view name) {
    field_ = field;
    field_depth_ = depth_;
    if (field_ == nullptr) return;
    text_.Begin(name == "wp:comment_content" ? kImportBodyBytesMax
                                             : kImportFieldBytesMax);
  }

  void Text(absl::string_view text) override {
    if (field_ != nullptr && depth_ == field_depth_) text_.Add(text);
  }

  void End(absl::string_view name) override {
    if (field_ != nullptr && depth_ == field_depth_) {
      *field_ = text_.Take();
      if (field_ == &comment_.content) comment_.is_cut = text_.cut();
      if (name == "wp:wxr_version") is_wxr_ = true;
      field_ = nullptr;
    }
    if (depth_ == comment_depth_) {
      comment_depth_ = 0;
      TakeComment();
    } else if (depth_ == item_depth_) {
      item_depth_ = 0;
    }
    --depth_;
  }

  std::string* PostField(absl::string_view name) {
    if (name == "title") return &post_.title;
    if (name == "link") return &post_.link;
    if (name == "wp:post_id") return &post_.id;
    if (name == "wp:status") return &post_.status;
    return nullptr;
  }

  std::string* CommentField(absl::string_view name) {
    if (!absl::ConsumePrefix(&name, "wp:comment_")) return nullptr;
    if (name == "id") return &comment_.id;
    if (name == "parent") return &comment_.parent;
    if (name == "author") return &comment_.author;
    if (name == "author_email") return &comment_.email;
    if (name == "author_url") return &comment_.url;
    if (name == "author_IP") return &comment_.ip;
    if (name == "date") return &comment_.date;
    if (name == "date_gmt") return &comment_.date_gmt;
    if (name == "content") return &comment_.content;
    if (name == "approved") return &comment_.approved;
    if (name == "type") return &comment_.type;
    return nullptr;
  }

  // Comment ids are unique within a blog only.
  std::string SourceId(absl::string_view id) const {
    absl::string_view blog = absl::StripAsciiWhitespace(blog_);
    if (!absl::ConsumePrefix(&blog, "https://")) {
      absl::ConsumePrefix(&blog, "http://");
    }
    absl::ConsumeSuffix(&blog, "/");
    return absl::StrCat("wp:", blog.substr(0, kBlogBytesMax), ":", id);
  }

  void TakeComment() {
    const absl::string_view type = absl::StripAsciiWhitespace(comment_.type);
    if (type == "pingback" || type == "trackback") {
      ++left_out_[kPings];
      return;
    }
    if (!type.empty() && type != "comment") {
      ++left_out_[kOtherKinds];
      return;
    }
    if (post_.status == "trash" || comment_.approved == "post-trashed") {
      ++left_out_[kDeletedPosts];
      return;
    }
    SourceComment out;
    out.place = absl::StrCat("comment ",
                             comment_.id.empty() ? "without id" : comment_.id);
    if (comment_.id.empty()) {
      out.error = absl::InvalidArgumentError("it has no wp:comment_id");
    } else if (comment_.is_cut) {
      out.error =
          absl::InvalidArgumentError("its text is longer than 200,000 bytes");
    } else {
      Fill(out.request);
    }
    ready_.push_back(std::move(out));
  }

  void Fill(v1::ImportCommentsRequest& out) {
    out.set_body_is_html(true);
    v1::SubmitCommentRequest& comment = *out.mutable_comment();
    v1::Thread& thread = *comment.mutable_thread();
    const bool by_link = threads_ == ThreadsBy::kLink || post_.id.empty();
    thread.set_id(by_link ? post_.link : post_.id);
    thread.set_url(post_.link);
    thread.set_title(PlainName(post_.title));
    comment.set_display_name(PlainName(comment_.author));
    comment.set_email(std::string(absl::StripAsciiWhitespace(comment_.email)));
    comment.set_website(PlainName(comment_.url));
    comment.set_network_address(
        std::string(absl::StripAsciiWhitespace(comment_.ip)));
    comment.set_body(std::move(comment_.content));
    v1::ImportOrigin& origin = *comment.mutable_import_origin();
    origin.set_source_id(SourceId(comment_.id));
    if (!comment_.parent.empty() && comment_.parent != "0") {
      origin.set_parent_source_id(SourceId(comment_.parent));
    }
    // Drafts have no time in GMT.
    google::protobuf::Timestamp time;
    if (ReadUtcTime(comment_.date_gmt, time) ||
        ReadUtcTime(comment_.date, time)) {
      *origin.mutable_create_time() = time;
    }
    const absl::string_view state =
        absl::StripAsciiWhitespace(comment_.approved);
    if (state == "1") {
      origin.set_decision(v1::Comment::APPROVED);
    } else if (state == "spam") {
      origin.set_decision(v1::Comment::SPAM);
    } else if (state == "trash") {
      origin.set_decision(v1::Comment::REJECTED);
    } else {
      origin.set_decision(v1::Comment::HELD);
    }
  }

  XmlReader reader_;
  const ThreadsBy threads_;
  std::deque<SourceComment> ready_;
  bool is_wxr_ = false;
  std::string blog_;
  std::string version_;
  Post post_;
  WxrComment comment_;
  FieldText text_;
  std::string* field_ = nullptr;  // where the text goes when it ends
  int field_depth_ = 0;
  int depth_ = 0;
  int item_depth_ = 0;     // of the item that is open; 0: none
  int comment_depth_ = 0;  // likewise
};

}  // namespace

std::unique_ptr<ImportSource> ReadImportWxr(std::istream& input,
                                            ThreadsBy threads) {
  return std::make_unique<ImportWxr>(input, threads);
}

}  // namespace winnow
