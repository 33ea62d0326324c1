"""What the program does, without a screen: async calls that take and give plain values.

A task: `open_documents` reads and labels what is attached, `parts` and `prompts` turn it into messages. `run_task`
feeds the state machine of `domain.task_state` and carries out its effects: `draft_here` on this machine, `way_out`
and `escalate` off it (offer, exact bytes, `sheet`, the person's answer, one send). `updates` are what a front end
is told meanwhile. After it: `review`, `thread` (what a next task takes along), `ways_on`, `incident`, `history`.
"""
