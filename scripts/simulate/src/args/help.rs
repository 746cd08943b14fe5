//! The text that `--help` shows below the options.

pub(super) const EXAMPLES: &str = "\
Examples (from the workspace, put `cargo run --` before the options):
  simulate                              alice signs in; the table is embedded
  simulate --user bob                   a user with one project
  simulate --user carol                 a user without a department
  simulate --user nobody                a user who is not in the table
  simulate --event-version V1           only text claims, only in the ID token
  simulate --trigger-source ClientCredentials
                                        a machine token: no user is looked up
  simulate --group admins --attribute custom:tenant=acme
  simulate --event captured.json        an event that the function received
  simulate --event - < captured.json
  simulate --table UserInfoTable --profile dev --region eu-west-1 --user alice
                                        what would alice's tokens hold today?
  simulate --endpoint-url http://localhost:8000 --region local
                                        the same with a DynamoDB Local
  simulate --rules tests/rules/groups-from-table.json
                                        your own claim rules
  simulate --rules claim-rules.json --check
                                        validate rules, for example in a pipeline
  simulate --rules claim-rules.json --explain role
                                        how does the claim get its value?
  simulate --rules claim-rules.json --policy
                                        the IAM policy that the function needs
  simulate --tables tests/simulate/tables.json --rules tests/rules/active-tenant.json \\
      --client-metadata orgId=globex    rules that read further tables
  simulate --json | jq .tokens.access.claims

The embedded table has three users:
  alice   projects apollo and gemini, department engineering, and attributes to try rules with:
          groups editors and reviewers, roles admin and auditor, tier gold, level 3,
          limits with seats and trial
  bob     project gemini, department research
  carol   project apollo

Any of --table, --endpoint-url, --profile and --region selects a real table instead. The program only
reads it. It finds credentials as the AWS CLI does.

A model of Cognito, which follows its documentation, makes the tokens; no user pool is called. Values
that no event holds, such as a token's jti, are placeholders and marked as such.

Exit codes:
  0  The tokens are shown. The user was found, was not found, or the event has no user.
  1  A lookup failed. The tokens that a sign-in would get are still shown.
  2  Nothing is shown: invalid options, rules with a fault, an invalid event, no Region, no
     credentials.";
