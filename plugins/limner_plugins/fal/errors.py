"""What fal's error types mean: whether trying again can help, and what else can.

Source: fal's documentation of model errors and request errors. For the types whose
retryability it leaves open, only the answer's own header tells.
"""

from __future__ import annotations

_FINAL = (
    "audio_duration_too_long",
    "audio_duration_too_short",
    "archive_file_count_below_minimum",
    "archive_file_count_exceeds_maximum",
    "bad_request",
    "client_cancelled",
    "content_policy_violation",
    "face_detection_error",
    "feature_not_supported",
    "file_download_error",
    "file_too_large",
    "greater_than",
    "greater_than_equal",
    "image_load_error",
    "image_too_large",
    "image_too_small",
    "invalid_archive",
    "less_than",
    "less_than_equal",
    "multiple_of",
    "no_media_generated",
    "one_of",
    "sequence_too_long",
    "sequence_too_short",
    "unsupported_audio_format",
    "unsupported_image_format",
    "unsupported_video_format",
    "video_duration_too_long",
    "video_duration_too_short",
)
_PASSING = (
    "request_timeout",
    "runner_connection_error",
    "runner_connection_refused",
    "runner_connection_timeout",
    "runner_disconnected",
    "runner_incomplete_response",
    "runner_scheduling_failure",
    "startup_timeout",
)

RETRYABLE = {**dict.fromkeys(_FINAL, False), **dict.fromkeys(_PASSING, True)}
"""By error type: whether the same request may work later."""

ADVICE = {
    "client_cancelled": "It was cancelled.",
    "content_policy_violation": "Change the prompt or the input; the same will be refused again.",
    "file_download_error": "Check that the file's URL can be read by everybody.",
    "generation_timeout": "Ask for less: fewer steps, a smaller size, a shorter film.",
    "image_load_error": "Check that the file is an image.",
    "no_media_generated": "Change the prompt or the seed.",
    "request_timeout": "It waited too long for a runner; try again later.",
    "runner_scheduling_failure": "fal had no runner for it; try again later.",
    "startup_timeout": "Its runner took too long to start; try again.",
}
"""By error type: what to do."""
