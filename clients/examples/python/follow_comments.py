"""Hands a comment to Winnow, reads what was wrong with another, follows the feed.

    python3 follow_comments.py ADDRESS KEY_FILE SITE THREAD SUBSCRIPTION

Needs python3-grpcio and the modules that `generate` makes from Winnow's protos.
"""

import sys
import uuid

import grpc

from winnow.rpc import error_pb2
from winnow.v1 import comment_pb2, comment_service_pb2, event_pb2
from winnow.v1 import comment_service_pb2_grpc, feed_service_pb2
from winnow.v1 import feed_service_pb2_grpc, thread_pb2

State = comment_pb2.Comment.State
EventType = event_pb2.Event.Type


def submit(comments, metadata, request):
    """Sends a comment; the same request again for as long as it makes sense."""
    # The request id makes a repetition safe: it stores nothing twice.
    request.request_id = request.request_id or str(uuid.uuid4())
    for attempt in range(5):
        try:
            return comments.SubmitComment(request, metadata=metadata, timeout=10)
        except grpc.RpcError as error:
            away = error.code() == grpc.StatusCode.UNAVAILABLE
            if not away or attempt == 4:
                raise


def bad_fields(error):
    """Reads which fields were bad: every one, from the call's trailer."""
    for key, value in error.trailing_metadata() or ():
        if key != "grpc-status-details-bin":
            continue
        status = error_pb2.Status.FromString(value)
        for detail in status.details:
            if detail.type_url.endswith("/google.rpc.BadRequest"):
                bad = error_pb2.BadRequest.FromString(detail.value)
                return list(bad.field_violations)
    return []


def follow(feed, metadata, site, subscription, handle):
    """Calls handle(event) for each event, in order, until it returns True."""
    published = {}  # a site keeps this in its database
    request = feed_service_pb2.StreamEventsRequest(
        site=site, subscription=subscription)
    stream = feed.StreamEvents(request, metadata=metadata)
    for answer in stream:
        event = answer.event
        done = False
        # At least once: drop what is there already.
        if answer.HasField("event") and (
                published.get(event.comment_name, 0) < event.revision):
            done = handle(event)
            published[event.comment_name] = event.revision
        feed.AcknowledgeEvents(
            feed_service_pb2.AcknowledgeEventsRequest(
                site=site, subscription=subscription, cursor=answer.cursor),
            metadata=metadata, timeout=10)
        if done:
            stream.cancel()
            return


def main():
    address, key_file, site, thread, subscription = sys.argv[1:6]
    with open(key_file, encoding="ascii") as file:
        metadata = (("authorization", "Bearer " + file.read().strip()),)
    channel = grpc.insecure_channel(address)
    comments = comment_service_pb2_grpc.CommentServiceStub(channel)
    feed = feed_service_pb2_grpc.FeedServiceStub(channel)

    # A form that was not filled in: every bad field comes back at once.
    try:
        submit(comments, metadata, comment_service_pb2.SubmitCommentRequest(
            site=site, thread=thread_pb2.Thread(id=thread),
            email="not an address"))
    except grpc.RpcError as error:
        if error.code() != grpc.StatusCode.INVALID_ARGUMENT:
            raise
        for violation in bad_fields(error):
            print("bad field:", violation.field, flush=True)

    answer = submit(comments, metadata, comment_service_pb2.SubmitCommentRequest(
        site=site,
        thread=thread_pb2.Thread(
            id=thread, url="https://daily.example/city/" + thread),
        display_name="Ada", email="ada@example.org",
        network_address="203.0.113.5",
        body="Will the ferry take cargo bikes? (asked from Python)"))
    # Keep answer.edit_token for the author's browser.
    print("submitted:", State.Name(answer.comment.state), flush=True)

    def handle(event):
        if event.type in (EventType.APPROVED, EventType.EDITED):
            print("publish:", event.comment.display_name, "-",
                  event.comment.body, flush=True)
        elif event.type == EventType.RETRACTED:
            print("take down:", event.comment_name, flush=True)
        return event.comment_name == answer.comment.name

    follow(feed, metadata, site, subscription, handle)
    print("acknowledged", flush=True)


if __name__ == "__main__":
    main()
