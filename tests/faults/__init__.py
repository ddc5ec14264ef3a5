"""What breaks, on purpose. The helpers' assertions explain themselves, as those of tests do."""

import pytest

pytest.register_assert_rewrite("tests.faults.evidence", "tests.faults.visitors")
