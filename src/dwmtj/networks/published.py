"""The paper's figures on its network, to be set beside the measured ones.

As read from Fig. 5d of arXiv 2405.14851 and the text on it; the accuracies are read from the
drawing and stand for about one percent either way. The paper prints no table of them.
"""

from typing import Any

PAPER: dict[str, Any] = {
    "source": "arXiv 2405.14851, Fig. 5d and the text on it",
    "dataset": "fashion-mnist",
    "epochs": 10,
    "seeds": 6,
    "train_images": 60000,
    "test_images": 10000,
    "hidden_layers": [100, 100],
    "final_test_accuracy": {"lif": 79.0, "dwmtj_deterministic": 77.0, "dwmtj_noisy": 77.0},
    "final_test_accuracy_note": "percent, about, read from the drawing",
    "first_three_epochs_std": {"lif": 2.4, "dwmtj_deterministic": 2.2, "dwmtj_noisy": 1.1},
    "first_three_epochs_std_note": "percent, standard deviation over runs in the first 3 epochs",
}
