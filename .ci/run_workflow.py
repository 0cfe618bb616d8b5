"""Runs the `run:` steps of a job of a GitHub Actions workflow, in order, as a runner would.

  run_workflow.py WORKFLOW JOB FOLDER --var NAME=VALUE --secret NAME=VALUE --env NAME=VALUE

Steps that use an action are left out: what they would set comes by --env. Before that the file is
checked for what makes workflows dangerous. Needs PyYAML.
"""

import argparse
import os
import re
import subprocess
import sys

import yaml


def pairs(values):
    return dict(value.split("=", 1) for value in values)


def check(text, workflow):
    """Actions are pinned by commit, rights are few, and nothing from outside is part of a script."""
    if workflow["permissions"] != {"contents": "read", "id-token": "write"}:
        sys.exit("workflow: other permissions than reading and the token for AWS")
    if workflow.get("defaults") != {"run": {"shell": "bash"}}:
        sys.exit("workflow: without `shell: bash` a failure before a pipe goes unnoticed")
    if "pull_request_target" in text:
        sys.exit("workflow: runs for strangers, with secrets")
    for name, job in workflow["jobs"].items():
        if "timeout-minutes" not in job or job.get("environment") != "publish":
            sys.exit(f"workflow: job {name} has no limit, or is not in the environment")
        for step in job["steps"]:
            if "uses" in step and not re.fullmatch(r"[\w.-]+/[\w.-]+@[0-9a-f]{40}", step["uses"]):
                sys.exit(f"workflow: not pinned by commit: {step['uses']}")
            if "${{" in step.get("run", ""):
                sys.exit(f"workflow: an expression in a script: {step['run']}")
    for line in text.splitlines():
        if "uses:" in line and "#" not in line:
            sys.exit(f"workflow: nobody knows which version this is: {line.strip()}")


def filled(environment, given):
    """Expressions in `env:`: ${{ vars.X }} and ${{ secrets.X }}, as GitHub has them: empty if not set."""
    def value(match):
        return given[match.group(1)].get(match.group(2), "")

    result = {}
    for name, text in (environment or {}).items():
        result[name] = re.sub(r"\$\{\{ (vars|secrets)\.(\w+) \}\}", value, str(text))
        if "${{" in result[name]:
            sys.exit(f"workflow: cannot fill {name}: {text}")
    return result


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("workflow")
    parser.add_argument("job")
    parser.add_argument("folder")
    for kind in ("--var", "--secret", "--env"):
        parser.add_argument(kind, action="append", default=[])
    options = parser.parse_args()
    with open(options.workflow, encoding="utf-8") as file:
        text = file.read()
    workflow = yaml.safe_load(text)
    check(text, workflow)
    job = workflow["jobs"][options.job]
    given = {"vars": pairs(options.var), "secrets": pairs(options.secret)}
    base = {
        **os.environ,
        **filled(workflow.get("env"), given),
        **filled(job.get("env"), given),
        **pairs(options.env),
    }
    ran = 0
    for step in job["steps"]:
        if "run" not in step:
            continue
        environment = {**base, **filled(step.get("env"), given), **pairs(options.env)}
        print(f"workflow: {options.job}: {step.get('name', step['run'])}", flush=True)
        # As a runner does for `shell: bash`.
        shell = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"]]
        done = subprocess.run(shell, cwd=options.folder, env=environment)
        if done.returncode != 0:
            sys.exit(f"workflow: {options.job}: step ended with {done.returncode}")
        ran += 1
    if ran == 0:
        sys.exit("workflow: there was nothing to run")


main()
