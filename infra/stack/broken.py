"""Broken templates, each with the check that has to fail: a guard rule, a rule of cfn-lint, or `permissions`.

Each entry has the check, the path in the source template, and the new value (GONE deletes the member). They are
deployed with every optional part, except those with a variant of resolve.py.
"""

GONE = object()

FUNCTION = "ClaimEnrichment/Properties"
ROLE = "FunctionRole/Properties"
READ = f"{ROLE}/Policies/0/PolicyDocument/Statement/0"
DURING_UPDATE = "ReadDuringUpdate/Properties/PolicyDocument/Statement"
DEPARTMENT = "DepartmentRole/Properties/Policies/0/PolicyDocument/Statement"
TRUST = "DepartmentRole/Properties/AssumeRolePolicyDocument/Statement"
POOL = "UserPool/Properties"
CLIENT = "UserPoolClient/Properties"
MACHINE = "MachineClient/Properties"
BUCKET = "DepartmentBucket/Properties"
PAGE = "WebBucketPolicy/Properties/PolicyDocument/Statement"
DISTRIBUTION = "WebDistribution/Properties/DistributionConfig"
HEADERS = "WebHeaders/Properties/ResponseHeadersPolicyConfig"
ASK = "BusinessRole/Properties/Policies/0/PolicyDocument/Statement"
CHECK = "CheckUserAccess/Properties/Environment/Variables"
CHECK_READ = "CheckUserAccessRole/Properties/Policies/0/PolicyDocument/Statement/0"

# Below `Resources`.
RESOURCES = [
    ("function_answers_before_cognito_gives_up", f"{FUNCTION}/Timeout", 10),
    ("function_logs_as_its_metrics_need", f"{FUNCTION}/LoggingConfig/LogFormat", "Text"),
    ("function_logs_as_its_metrics_need", f"{FUNCTION}/LoggingConfig/ApplicationLogLevel", "ERROR"),
    ("function_logs_as_its_metrics_need", f"{FUNCTION}/LoggingConfig/LogGroup", "/aws/lambda/other"),
    ("function_logs_as_its_metrics_need", "FunctionLog/Properties/RetentionInDays", GONE),
    ("function_gets_all_of_its_configuration", f"{FUNCTION}/Environment/Variables/CLAIM_RULES", GONE),
    ("function_gets_all_of_its_configuration", f"{FUNCTION}/Environment/Variables/USER_INFO_TABLE", ""),
    ("alias_follows_parameters", "ClaimEnrichmentAlias/Properties/FunctionVersion", "7"),
    ("reads_stay_allowed_during_an_update", "ReadDuringUpdate/DependsOn", "FunctionRole"),
    ("reads_stay_allowed_during_an_update", "ReadDuringUpdate/Properties/Roles", [{"Ref": "CheckUserAccessRole"}]),
    ("reads_stay_allowed_during_an_update", f"{DURING_UPDATE}/0/Condition/ForAllValues:StringEquals/dynamodb:Attributes", ["userName", "sub"]),
    ("lookups_may_read_sub", f"{READ}/Condition/ForAllValues:StringEquals/dynamodb:Attributes", ["userName", "projects"]),
    ("only_the_user_pool_may_call", "CognitoPermission/Properties/SourceAccount", GONE),
    ("only_the_user_pool_may_call", "CognitoPermission/Properties/SourceArn", GONE),
    (
        "only_the_user_pool_may_call",
        "CognitoPermission/Properties/SourceArn",
        {"Fn::Sub": "arn:aws:cognito-idp:${AWS::Region}:${AWS::AccountId}:userpool/*"},
    ),
    ("only_the_user_pool_may_call", "CognitoPermission/Properties/Principal", "*"),
    ("only_the_user_pool_may_call", "ApiPermission/Properties/Action", "lambda:*"),
    ("only_the_api_may_call_its_function", "ApiPermission/Properties/SourceArn", GONE),
    ("only_the_api_may_call_its_function", "ApiPermission/Properties/FunctionName", {"Ref": "CheckUserAccess"}),
    (
        "only_the_api_may_call_its_function",
        "ApiPermission/Properties/SourceArn",
        {"Fn::Sub": "arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:*"},
    ),
    ("api_asks_for_a_token_on_every_route", "StandardRoute/Properties/AuthorizationType", "NONE"),
    ("api_asks_for_a_token_on_every_route", "OptimizedRoute/Properties/AuthorizerId", GONE),
    ("api_asks_for_a_token_on_every_route", "OptimizedRoute/Properties/RouteKey", "$default"),
    ("api_asks_for_a_token_on_every_route", "OptimizedRoute/Properties/AuthorizationScopes", GONE),
    ("api_asks_for_a_token_on_every_route", "ApiAuthorizer/Properties/JwtConfiguration/Audience", []),
    (
        "api_asks_for_a_token_on_every_route",
        "ApiAuthorizer/Properties/JwtConfiguration/Issuer",
        {"Fn::Sub": "https://cognito-idp.${AWS::Region}.amazonaws.com/"},
    ),
    ("api_asks_for_a_token_on_every_route", "ApiIntegration/Properties/PayloadFormatVersion", "1.0"),
    ("api_asks_for_a_token_on_every_route", "Api/Properties/CorsConfiguration/AllowOrigins", ["*"]),
    ("api_asks_for_a_token_on_every_route", "ApiStage/Properties/DefaultRouteSettings", GONE),
    ("both_ways_read_the_table_alike", f"{CHECK}/CLAIM_RULES", ""),
    ("both_ways_read_the_table_alike", f"{CHECK}/CLAIMS_BUDGET_BYTES", GONE),
    ("both_ways_read_the_table_alike", f"{CHECK}/TRIGGER_VERSION", GONE),
    ("both_ways_read_the_table_alike", "Business/Properties/Environment/Variables/USER_INFO_TABLE", "Users"),
    ("function_logs_as_its_metrics_need", "Business/Properties/LoggingConfig/LogGroup", "/aws/lambda/other"),
    ("roles_have_own_policies_alone", f"{ASK}/0/Resource", "*"),
    ("only_the_user_pool_may_call", "CognitoPermission/Properties/FunctionName", {"Ref": "ClaimEnrichment"}),
    (
        "roles_have_own_policies_alone",
        f"{ROLE}/ManagedPolicyArns",
        ["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"],
    ),
    ("roles_have_own_policies_alone", f"{READ}/Action", "dynamodb:*"),
    ("roles_have_own_policies_alone", f"{READ}/Resource", "*"),
    ("table_is_safe", "UserInfoTable/DeletionPolicy", GONE),
    ("table_is_safe", "UserInfoTable/UpdateReplacePolicy", "Delete"),
    ("table_is_safe", "UserInfoTable/Properties/PointInTimeRecoverySpecification", GONE),
    ("table_is_safe", "UserInfoTable/Properties/SSESpecification", GONE),
    ("table_is_safe", "UserInfoTable/Properties/DeletionProtectionEnabled", GONE),
    ("user_pool_is_safe", "UserPool/DeletionPolicy", GONE),
    ("user_pool_is_safe", f"{POOL}/UsernameConfiguration", GONE),
    ("user_pool_is_safe", f"{POOL}/AdminCreateUserConfig", GONE),
    ("user_pool_is_safe", f"{POOL}/MfaConfiguration", "OFF"),
    ("user_pool_is_safe", f"{POOL}/EnabledMfas", ["SMS_MFA"]),
    ("user_pool_is_safe", f"{POOL}/UsernameAttributes", ["email"]),
    ("user_pool_is_safe", f"{POOL}/Policies/PasswordPolicy/MinimumLength", 8),
    ("user_pool_is_safe", f"{POOL}/UserPoolAddOns", GONE),
    ("sign_ins_are_logged_on_plus", "SignInLogDelivery/Properties/LogConfigurations/0/LogLevel", "ERROR"),
    (
        "sign_ins_are_logged_on_plus",
        "SignInLogDelivery/Properties/LogConfigurations/0/CloudWatchLogsConfiguration/LogGroupArn",
        {"Fn::GetAtt": ["FunctionRole", "Arn"]},
    ),
    (
        "trigger_is_the_alias",
        f"{POOL}/LambdaConfig/PreTokenGenerationConfig/LambdaArn",
        {"Fn::GetAtt": ["ClaimEnrichment", "Arn"]},
    ),
    (
        "trigger_is_the_alias",
        f"{POOL}/LambdaConfig",
        {"PreTokenGeneration": {"Ref": "ClaimEnrichmentAlias"}},
    ),
    ("clients_say_what_they_read_and_write", f"{CLIENT}/WriteAttributes", GONE),
    ("clients_say_what_they_read_and_write", f"{CLIENT}/ReadAttributes", GONE),
    ("clients_say_what_they_read_and_write", f"{MACHINE}/WriteAttributes", GONE),
    ("clients_say_what_they_read_and_write", f"{CLIENT}/WriteAttributes", ["name", "custom:tenantId"]),
    ("clients_say_what_they_read_and_write", f"{CLIENT}/WriteAttributes", ["name", "email"]),
    ("clients_say_what_they_read_and_write", f"{CLIENT}/EnableTokenRevocation", False),
    ("clients_say_what_they_read_and_write", f"{CLIENT}/PreventUserExistenceErrors", "LEGACY"),
    ("clients_say_what_they_read_and_write", f"{CLIENT}/AllowedOAuthFlows", ["code", "implicit"]),
    (
        "clients_say_what_they_read_and_write",
        f"{CLIENT}/AllowedOAuthScopes",
        ["openid", "aws.cognito.signin.user.admin"],
    ),
    ("clients_say_what_they_read_and_write", f"{MACHINE}/ExplicitAuthFlows", []),
    ("clients_are_for_users_or_machines", f"{MACHINE}/AllowedOAuthFlows", ["client_credentials", "code"]),
    ("clients_are_for_users_or_machines", f"{MACHINE}/GenerateSecret", False),
    (
        "clients_are_for_users_or_machines",
        f"{MACHINE}/ExplicitAuthFlows",
        ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"],
    ),
    ("clients_are_for_users_or_machines", f"{CLIENT}/GenerateSecret", True),
    ("clients_are_for_users_or_machines", f"{CLIENT}/RefreshTokenRotation", GONE),
    ("clients_are_for_users_or_machines", f"{CLIENT}/ExplicitAuthFlows", ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]),
    ("clients_are_for_users_or_machines", f"{CLIENT}/CallbackURLs", ["http://example.com/"]),
    ("identity_pool_authenticates_everybody", "IdentityPool/Properties/AllowUnauthenticatedIdentities", True),
    ("identity_pool_authenticates_everybody", "IdentityPool/Properties/AllowClassicFlow", True),
    (
        "identity_pool_authenticates_everybody",
        "IdentityPool/Properties/CognitoIdentityProviders/0/ServerSideTokenCheck",
        False,
    ),
    (
        "trust_names_its_condition_keys",
        f"{TRUST}/0/Condition/StringEquals",
        {"cognito-identity.amazonaws.com:audience": {"Ref": "IdentityPool"}},
    ),
    ("trust_names_its_condition_keys", f"{TRUST}/0/Condition/ForAnyValue:StringLike", GONE),
    ("trust_names_its_condition_keys", f"{TRUST}/1/Condition/ForAllValues:StringEquals", GONE),
    ("trust_names_its_condition_keys", f"{TRUST}/1", GONE),
    ("trust_names_its_condition_keys", "DepartmentTag/Properties/PrincipalTags", {"department": "custom:department"}),
    ("department_has_to_be_a_plain_name", f"{DEPARTMENT}/0/Condition/StringLike/aws:PrincipalTag~1department", GONE),
    ("department_has_to_be_a_plain_name", f"{DEPARTMENT}/1/Condition/StringLike", GONE),
    ("department_has_to_be_a_plain_name", f"{DEPARTMENT}/1/Condition/StringNotLike", GONE),
    ("bucket_is_closed", "DepartmentBucket/DeletionPolicy", GONE),
    ("bucket_is_closed", f"{BUCKET}/PublicAccessBlockConfiguration/BlockPublicPolicy", False),
    ("bucket_is_closed", f"{BUCKET}/BucketEncryption", GONE),
    ("bucket_is_closed", f"{BUCKET}/OwnershipControls", GONE),
    ("bucket_is_closed", "DepartmentBucketPolicy", GONE),
    ("bucket_is_closed", "WebBucketPolicy", GONE),
    ("bucket_is_closed", f"{PAGE}/0", GONE),
    ("bucket_is_closed", "WebBucket/Properties/PublicAccessBlockConfiguration", GONE),
    ("page_is_read_by_its_distribution_alone", f"{PAGE}/1/Principal", "*"),
    ("page_is_read_by_its_distribution_alone", f"{PAGE}/1/Action", "s3:*"),
    ("page_is_read_by_its_distribution_alone", f"{PAGE}/1/Condition", GONE),
    (
        "page_is_read_by_its_distribution_alone",
        f"{PAGE}/1/Condition/StringEquals/aws:SourceArn",
        {"Fn::Sub": "arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/*"},
    ),
    (
        "page_is_read_by_its_distribution_alone",
        "WebAccess/Properties/OriginAccessControlConfig/SigningBehavior",
        "no-override",
    ),
    ("page_is_read_by_its_distribution_alone", f"{DISTRIBUTION}/Origins/0/OriginAccessControlId", GONE),
    ("page_is_served_encrypted", f"{DISTRIBUTION}/DefaultCacheBehavior/ViewerProtocolPolicy", "allow-all"),
    ("page_is_served_encrypted", f"{DISTRIBUTION}/DefaultRootObject", GONE),
    (
        "page_is_served_encrypted",
        f"{DISTRIBUTION}/ViewerCertificate",
        {"AcmCertificateArn": {"Ref": "WebCertificateArn"}, "SslSupportMethod": "sni-only", "MinimumProtocolVersion": "TLSv1.1_2016"},
    ),
    ("page_has_its_headers", f"{DISTRIBUTION}/DefaultCacheBehavior/ResponseHeadersPolicyId", GONE),
    ("page_has_its_headers", f"{HEADERS}/SecurityHeadersConfig/ContentTypeOptions", GONE),
    ("page_has_its_headers", f"{HEADERS}/SecurityHeadersConfig/FrameOptions/Override", False),
    (
        "page_has_its_headers",
        f"{HEADERS}/SecurityHeadersConfig/ContentSecurityPolicy/ContentSecurityPolicy",
        "default-src 'none'; script-src 'self' 'unsafe-inline'; frame-ancestors 'none'",
    ),
    ("page_has_its_headers", f"{HEADERS}/CustomHeadersConfig/Items/0/Override", False),
    ("alarms_say_what_to_do", "ThrottleAlarm/Properties/AlarmDescription", "Throttled"),
    ("alarms_say_what_to_do", "LookupAlarm/Properties/TreatMissingData", "breaching"),
    ("alarms_say_what_to_do", "LookupAlarm/Properties/MetricName", "lookupFailure"),
    ("alarms_notice_a_detached_trigger", "IdleAlarm/Properties/TreatMissingData", "notBreaching"),
    ("alarms_notice_a_detached_trigger", "DetachedAlarm/Properties/Metrics/1/MetricStat/Metric/MetricName", "SignUpSuccesses"),
    ("alarms_notice_missing_items_and_warnings", "NotFoundAlarm/Properties/Metrics/1/MetricStat/Metric/Dimensions/1/Value", "enriched"),
    ("alarms_notice_missing_items_and_warnings", "WarningAlarm/Properties/Metrics/1/MetricStat/Metric/MetricName", "warning"),
    # The function must not refer to the user pool, which refers to it.
    ("E3004", f"{FUNCTION}/Environment/Variables/USER_POOL_ID", {"Ref": "UserPool"}),
    ("E3034", f"{FUNCTION}/Timeout", 9000),
    ("E3030", f"{FUNCTION}/Runtime", "provided.al2024"),
    ("W3037", f"{READ}/Action", "dynamodb:FetchItem"),
    ("E1020", f"{FUNCTION}/LoggingConfig/LogGroup", {"Ref": "FunctionLogs"}),
    ("E3002", f"{CLIENT}/AllowedOAuthFlow", ["code"]),
    # Permissions of the function.
    ("permissions", f"{READ}/Condition", GONE),
    ("permissions", f"{READ}/Condition/ForAllValues:StringEquals", GONE),
    ("permissions", f"{READ}/Condition/ForAllValues:StringEquals", {"dynamodb:Attribute": ["userName"]}),
    ("permissions", f"{READ}/Condition/StringEqualsIfExists", GONE),
    ("permissions", f"{READ}/Condition/Null", GONE),
    ("permissions", f"{READ}/Condition/ForAllValues:StringEquals/dynamodb:Attributes", ["sub", "projects", "department"]),
    ("permissions", f"{READ}/Action", ["dynamodb:GetItem", "dynamodb:BatchGetItem"]),
    ("permissions", f"{DURING_UPDATE}/0/Condition", GONE),
    ("permissions", f"{DURING_UPDATE}/0/Action", ["dynamodb:GetItem", "dynamodb:Scan"]),
    ("permissions", f"{DURING_UPDATE}/0/Resource", {"Fn::Sub": "${UserInfoTable.Arn}*"}),
    ("permissions", f"{READ}/Action", "dynamodb:Query"),
    ("permissions", f"{READ}/Resource", {"Fn::Sub": "${UserInfoTable.Arn}*"}),
    ("permissions", f"{ROLE}/Policies/0/PolicyDocument/Statement/2", GONE),
    ("permissions", f"{ROLE}/Policies/0/PolicyDocument/Statement/2/Resource", "arn:aws:logs:*:*:log-group:*"),
    # Permissions of the API.
    ("permissions", f"{ASK}/0", GONE),
    ("permissions", f"{ASK}/0/Action", "lambda:InvokeAsync"),
    ("permissions", f"{ASK}/0/Action", ["lambda:InvokeFunction", "lambda:GetFunction"]),
    ("permissions", f"{ASK}/0/Resource", {"Fn::GetAtt": ["ClaimEnrichment", "Arn"]}),
    ("permissions", f"{ASK}/0", {"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": {"Fn::GetAtt": ["UserInfoTable", "Arn"]}}),
    ("permissions", f"{CHECK_READ}/Condition", GONE),
    ("permissions", f"{CHECK_READ}/Condition/Null", GONE),
    ("permissions", f"{CHECK_READ}/Action", ["dynamodb:GetItem", "dynamodb:Query"]),
    ("permissions", f"{CHECK_READ}/Resource", {"Fn::Sub": "${UserInfoTable.Arn}*"}),
    # Permissions of a department; the first condition is that of an AWS workshop.
    ("permissions", f"{DEPARTMENT}/0/Condition", {"StringEquals": {"s3:prefix": "${aws:PrincipalTag/department}"}}),
    ("permissions", f"{DEPARTMENT}/0/Condition/StringLike/s3:prefix", "${aws:PrincipalTag/department}*"),
    ("permissions", f"{DEPARTMENT}/0/Condition/StringLike/s3:prefix", GONE),
    ("permissions", f"{DEPARTMENT}/0/Condition/StringNotLike", GONE),
    ("permissions", f"{DEPARTMENT}/0/Action", ["s3:ListBucket", "s3:ListBucketVersions"]),
    ("permissions", f"{DEPARTMENT}/0/Resource", "*"),
    (
        "permissions",
        f"{DEPARTMENT}/1/Resource",
        {"Fn::Sub": "${DepartmentBucket.Arn}/${!aws:PrincipalTag/department}*"},
    ),
    ("permissions", f"{DEPARTMENT}/1/Condition/StringLike", GONE),
    ("permissions", f"{DEPARTMENT}/1/Condition/StringNotLike", GONE),
    ("permissions", f"{DEPARTMENT}/1/Action", ["s3:GetObject", "s3:GetObjectVersion"]),
    ("permissions", f"{DEPARTMENT}/1/Action", ["s3:GetObject", "s3:PutObject"]),
    ("permissions", f"{DEPARTMENT}/1", GONE),
    ("permissions", "DepartmentBucketPolicy/Properties/PolicyDocument/Statement/0/Condition", {"Bool": {"aws:SecureTransport": "true"}}),
]

# Below `Outputs`, with the variant that is deployed.
OUTPUTS = [
    ("outputs_name_what_tools_read", "UserPoolId", "everything"),
    ("outputs_name_what_tools_read", "UserInfoTableName", "everything"),
    ("outputs_name_what_tools_read", "HostedUiUrl", "everything"),
    ("outputs_name_what_tools_read", "AttachTrigger", "existing"),
    ("outputs_name_what_tools_read", "WebUrl", "page"),
    ("outputs_name_what_tools_read", "WebBucketName", "everything"),
    ("outputs_name_what_tools_read", "ApiUrl", "everything"),
]


def broken(template, path, value=GONE):
    """Changes the member at the path, in which `~1` stands for a slash."""
    *way, last = [part.replace("~1", "/") for part in path.split("/")]
    node = template
    for part in way:
        if isinstance(node, list) and "Fn::If" in node[int(part)]:
            node = node[int(part)]["Fn::If"][1]
        else:
            node = node[int(part) if isinstance(node, list) else part]
    key = int(last) if isinstance(node, list) else last
    if value is GONE:
        del node[key]
    else:
        node[key] = value
