"""Rasa's command line without TensorFlow: `python -m nlu.engine.serve run …` takes what `python -m rasa run …` takes.

Rasa imports every component that it has, and four of them import TensorFlow, which takes half of the engine's start and
of its memory. None of them is in config.yml.
"""

from __future__ import annotations

import sys
from types import ModuleType

# The modules of Rasa that cannot be imported without TensorFlow, and what others import of them.
LEFT_OUT = {
    "rasa.nlu.classifiers.diet_classifier": ("DIETClassifier",),
    "rasa.nlu.selectors.response_selector": ("ResponseSelector",),
    "rasa.core.policies.ted_policy": ("TEDPolicy",),
    "rasa.core.policies.unexpected_intent_policy": ("UnexpecTEDIntentPolicy",),
    "rasa.utils.tensorflow.callback": ("RasaTrainingLogger", "RasaModelCheckpoint"),
    "rasa.utils.tensorflow.data_generator": ("RasaBatchDataGenerator",),
}


def leave_out_tensorflow() -> None:
    """Puts an empty class in the place of each that needs TensorFlow; before Rasa is imported."""
    for module, classes in LEFT_OUT.items():
        stand_in = ModuleType(module, "Left out: it needs TensorFlow (nlu/engine/serve.py).")
        for name in classes:
            setattr(stand_in, name, type(name, (), {"__module__": module}))
        sys.modules[module] = stand_in


def main() -> None:
    """Runs one of Rasa's commands, as `rasa` does."""
    leave_out_tensorflow()
    from rasa.__main__ import main as rasa

    rasa()


if __name__ == "__main__":
    main()
